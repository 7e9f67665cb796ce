/** A mail with a large attachment. `bytes` is the size of the whole message, with its attachment encoded. */
export function mailWithAttachment(bytes: number): Buffer {
  const head = ['Message-ID: <large@factory.example>', 'From: chen@factory.example', 'To: anna@shenghe.example', 'Subject: drawings', 'Date: Mon, 05 Jan 2026 08:00:00 +0000', 'MIME-Version: 1.0']
  const parts = ['Content-Type: multipart/mixed; boundary="b"', '', '--b', 'Content-Type: text/plain', '', 'see attachment', '--b', 'Content-Type: application/octet-stream; name="drawings.bin"', 'Content-Disposition: attachment; filename="drawings.bin"', 'Content-Transfer-Encoding: base64', '', '']
  const line = `${'A'.repeat(76)}\r\n`
  return Buffer.concat([Buffer.from([...head, ...parts].join('\r\n')), Buffer.alloc(Math.max(line.length, Math.floor(bytes / line.length) * line.length), line), Buffer.from('--b--\r\n')])
}
