import { badRequest, invalidParameter } from './errors.ts'

/** Bytes of a base64 request body. @throws {GraphError} 400 `ErrorMimeContentInvalidBase64String` */
export function decodeMimeBody(body: Buffer): Buffer {
  const bytes = decodeBase64(body.toString('latin1'))
  if (bytes === undefined || bytes.length === 0) throw badRequest('ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.')
  return bytes
}

/** Bytes of a base64 property. @throws {GraphError} 400 */
export function decodeContentBytes(text: string): Buffer {
  const bytes = decodeBase64(text)
  if (bytes === undefined) throw invalidParameter('Cannot convert a value to the expected type Edm.Binary.')
  return bytes
}

function decodeBase64(text: string): Buffer | undefined {
  const packed = /\s/.test(text) ? text.replace(/\s+/g, '') : text
  if (packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined
  return Buffer.from(packed, 'base64')
}
