import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'

/** How a mail of the case is protected. The signatures are real; only the certificates around them are missing. */
export type Protection = 'smime' | 'pgp' | 'opaque' | 'encrypted' | 'dkim'

export const PROTECTIONS: readonly Protection[] = ['smime', 'pgp', 'dkim', 'opaque', 'encrypted']

/** Ways that break when any byte of the body changes, and that a copy therefore carries whole where it has to be rebuilt. */
export const isSealed = (protection: Protection): boolean => protection !== 'dkim'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')

const signature = (bytes: Buffer): Buffer => sign(null, bytes, privateKey)
const wrapped = (bytes: Buffer): string => bytes.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n')

const envelope = (n: number): string =>
  [
    `Message-ID: <signed.${n}@case.example>`,
    'From: =?utf-8?B?6Zmz5aSn5paH?= <chen@factory.example>',
    'To: anna@trading.example',
    `Subject: signed ${n}`,
    'Date: Mon, 05 Jan 2026 07:59:57 +0000',
    'MIME-Version: 1.0',
    '',
  ].join('\r\n')

/** Blanks at the end of lines, long lines and odd header spelling: what a program that rebuilds a message puts right. */
const signedPart = (n: number): string =>
  `Content-type: TEXT/plain; Charset=utf-8\r\nContent-transfer-encoding: 8BIT\r\n\r\n數量 ${n}  \r\n\r\n${'x'.repeat(900)} \r\n-- \r\n陳\r\n`

/** Mail number `n`, protected in this way. */
export function protectedMail(n: number, protection: Protection): Buffer {
  const part = signedPart(n)
  switch (protection) {
    case 'smime':
      return multipartSigned(n, part, 'application/pkcs7-signature', 'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=smime.p7s')
    case 'pgp':
      return multipartSigned(n, part, 'application/pgp-signature', 'Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=signature.asc')
    case 'opaque':
      return Buffer.from(`${envelope(n)}${pkcs7('signed-data')}\r\n\r\n${wrapped(Buffer.concat([signature(Buffer.from(part)), Buffer.from(part)]))}\r\n`)
    case 'encrypted':
      return Buffer.from(`${envelope(n)}${pkcs7('enveloped-data')}\r\n\r\n${wrapped(createHash('sha512').update(part).digest())}\r\n`)
    case 'dkim':
      return withDkim(Buffer.from(`${envelope(n)}${part}`))
  }
}

const pkcs7 = (type: string): string => `Content-Type: application/pkcs7-mime; smime-type=${type}; name=smime.p7m\r\nContent-Transfer-Encoding: base64`

function multipartSigned(n: number, part: string, type: string, headers: string): Buffer {
  const boundary = `=_signed_${n}`
  const body = `--${boundary}\r\n${part}\r\n--${boundary}\r\nContent-Type: ${type}\r\n${headers}\r\n\r\n${wrapped(signature(Buffer.from(part)))}\r\n--${boundary}--\r\n`
  return Buffer.from(`${envelope(n)}Content-Type: multipart/signed; protocol="${type}"; micalg=sha-512;\r\n\tboundary="${boundary}"\r\n\r\n${body}`)
}

/** RFC 6376 and RFC 8463, both canonicalizations `simple`. */
function withDkim(mail: Buffer): Buffer {
  const { header, body } = split(mail)
  const hash = createHash('sha256').update(body).digest('base64')
  const unsigned = `DKIM-Signature: v=1; a=ed25519-sha256; c=simple/simple; d=factory.example; s=case;\r\n h=from:subject; bh=${hash};\r\n b=`
  return Buffer.concat([Buffer.from(`${unsigned}${signature(dkimInput(header, unsigned)).toString('base64')}\r\n`), mail])
}

function split(mail: Buffer): { header: string; body: Buffer } {
  const end = mail.indexOf('\r\n\r\n')
  return { header: mail.toString('latin1', 0, end + 2), body: mail.subarray(end + 4) }
}

function dkimInput(header: string, unsigned: string): Buffer {
  const lines = ['From', 'Subject'].map((name) => new RegExp(`^${name}: .*\\r\\n`, 'm').exec(header)?.[0] ?? '')
  return createHash('sha256').update(Buffer.from(`${lines.join('')}${unsigned}`, 'latin1')).digest()
}

/** Whether the mail is still what its sender protected. Of encrypted mail only the whole text can be looked at. */
export function verifies(mail: Buffer, n: number, protection: Protection): boolean {
  const text = mail.toString('latin1')
  if (protection === 'dkim') return verifiesDkim(mail)
  if (protection === 'encrypted') return text.includes(wrapped(createHash('sha512').update(signedPart(n)).digest()))
  if (protection === 'opaque') {
    const whole = Buffer.from(split(mail).body.toString('latin1'), 'base64')
    return verify(null, whole.subarray(64), publicKey, whole.subarray(0, 64))
  }
  const boundary = /boundary="?([^"\r\n;]+)/i.exec(text)?.[1] ?? '?'
  const [, part = '', signing = ''] = text.split(`--${boundary}\r\n`)
  const bytes = Buffer.from(signing.slice(signing.indexOf('\r\n\r\n')), 'base64')
  return bytes.length >= 64 && verify(null, Buffer.from(part.replace(/\r\n$/, ''), 'latin1'), publicKey, bytes.subarray(0, 64))
}

function verifiesDkim(mail: Buffer): boolean {
  const { header, body } = split(mail)
  const field = /^DKIM-Signature: (?:.*\r\n)(?:[ \t].*\r\n)*/m.exec(header)?.[0] ?? ''
  const [, unsigned = '', signed = ''] = /^([\s\S]* b=)(.*)\r\n$/.exec(field) ?? []
  const hash = createHash('sha256').update(body).digest('base64')
  return field.includes(`bh=${hash};`) && verify(null, dkimInput(header, unsigned), publicKey, Buffer.from(signed, 'base64'))
}
