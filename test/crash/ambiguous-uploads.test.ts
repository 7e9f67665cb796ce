import { AT, head, tryLostAnswers, UNREAD, type Desk, type WriteKind } from './lost-answers.ts'

const deliverLarge = (...sizes: readonly number[]) => async ({ pair, turn }: Desk): Promise<number> => {
  await pair.people.dingtalk.put('inbox', withFiles(`large-${turn}`, sizes), UNREAD, AT)
  return 1
}

/** A mail with one attachment of each size. */
function withFiles(name: string, sizes: readonly number[]): Buffer {
  const parts = sizes.flatMap((size, at) => [
    '--b',
    `Content-Type: application/octet-stream; name=${at}.bin`,
    'Content-Transfer-Encoding: base64',
    `Content-Disposition: attachment; filename=${at}.bin`,
    '',
    Buffer.alloc(size, `${name} ${at} `).toString('base64').replace(/.{76}/g, '$&\r\n'),
  ])
  return Buffer.from([...head(name, 'multipart/mixed; boundary=b'), '', '--b', 'Content-Type: text/plain', '', 'see attachment', ...parts, '--b--', ''].join('\r\n'))
}

const KINDS: readonly WriteKind[] = [
  { name: 'Outlook: an attachment is added', match: '^outlook POST attachment$', edit: deliverLarge(1_100_000, 1_100_000, 1_100_000), large: true },
  { name: 'Outlook: an upload session is opened', match: '^outlook POST attachments/createUploadSession$', edit: deliverLarge(3_150_000, 3_150_000), large: true },
  { name: 'Outlook: a part is uploaded', match: '^outlook PUT upload$', edit: deliverLarge(8_200_000), large: true },
]

for (const kind of KINDS) tryLostAnswers(kind)
