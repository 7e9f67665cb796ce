import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { transferDecoder } from './transfer-decoder.ts'

function decode(encoding: string, chunks: readonly Buffer[]): Buffer {
  const decoder = transferDecoder(encoding)
  return Buffer.concat([...chunks.map((chunk) => decoder.write(chunk)), decoder.end()])
}

function cut(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const chunks: Buffer[] = []
  let at = 0
  for (const size of sizes) chunks.push(bytes.subarray(at, (at += size)))
  return [...chunks, bytes.subarray(at)]
}

test('base64 is decoded however it is cut, whatever stands between its characters', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.nat(9)), (bytes, sizes) => {
      const text = Buffer.from(Buffer.from(bytes).toString('base64').replace(/(.{7})/g, '$1\r\n *'))
      assert.deepEqual(decode('base64', cut(text, sizes)), Buffer.from(bytes))
    }),
  )
})

test('broken base64 is read as far as it goes: no padding, padding in the middle, rubbish', () => {
  assert.equal(decode('base64', [Buffer.from('YWJjZA')]).toString(), 'abcd')
  assert.equal(decode('base64', [Buffer.from('YQ==\r\nYg==')]).toString(), 'ab')
  assert.equal(decode('base64', [Buffer.from('Y!W-J\x00j')]).toString(), 'abc')
})

test('quoted-printable is decoded however it is cut', () => {
  const text = Buffer.from('caf=C3=A9 =\r\nau lait  \r\n100 =3D=zz=4 =  \r\nend=')
  const whole = 'café au lait\r\n100 ==zz=4 end'
  fc.assert(fc.property(fc.array(fc.nat(9)), (sizes) => assert.equal(decode('quoted-printable', cut(text, sizes)).toString(), whole)))
})

test('a quoted-printable line without end is decoded in pieces that cut no escape', () => {
  const text = Buffer.from('=41'.repeat(50_000))
  for (const size of [65_536, 65_537, 65_538]) {
    assert.equal(decode('quoted-printable', cut(text, [size, size])).toString(), 'A'.repeat(50_000))
  }
})

test('an unknown encoding leaves the bytes as they are', () => {
  assert.equal(decode('x-uuencode', [Buffer.from('=41 '), Buffer.from('YQ==')]).toString(), '=41 YQ==')
})
