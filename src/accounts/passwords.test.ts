import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomSecret } from '../platform/ids.ts'
import { COST, hashPassword, isPassword, whyNoPassword } from './passwords.ts'

const CHEAP = { memory: 64, passes: 1, parallelism: 1 }

test('a password is kept as argon2id with what OWASP asks for, and never twice in the same form', async () => {
  const [one, two] = [await hashPassword('correct horse battery', randomSecret()), await hashPassword('correct horse battery', randomSecret())]
  assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(one, two)
  assert.deepEqual([await isPassword('correct horse battery', one), await isPassword('correct horse batterx', one)], [true, false])
})

test('what was kept with another cost is still good, and letters that look the same are the same', async () => {
  const kept = await hashPassword('zwölf Zeichen', randomSecret(), CHEAP)
  assert.equal(await isPassword('zwo\u0308lf Zeichen', kept), true)
})

test('where there is nothing to compare with, or what is kept cannot be read, the answer is no', async () => {
  assert.equal(await isPassword('', undefined), false)
  for (const kept of ['', 'x', '$argon2id$v=19$m=64,t=1,p=1$AAAA$AAAA', '$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA']) assert.equal(await isPassword('any', kept), false, kept)
})

test('a name that nobody has costs as much time as one that somebody has', async () => {
  const kept = await hashPassword('correct horse battery', randomSecret(), COST)
  const time = async (of: string | undefined): Promise<number> => {
    const begun = process.cpuUsage()
    for (let n = 0; n < 5; n++) await isPassword('another one', of)
    const { user, system } = process.cpuUsage(begun)
    return user + system
  }
  await time(kept)
  const [known, unknown] = [await time(kept), await time(undefined)]
  assert.ok(unknown > known / 2, `${unknown} µs beside ${known} µs`)
})

test('a password is refused that is short, too long, of few characters, or hardly more than the name', () => {
  const refused = (password: string, name = 'anna'): boolean => whyNoPassword(password, name) !== undefined
  assert.deepEqual(['elf letters', 'x'.repeat(300), 'aaaabbbbcccc', 'anna-anna-12', '陳大文陳大文'].map((password) => refused(password)), [true, true, true, true, true])
  assert.deepEqual(['twelve chars', '一句沒有人會寫的長句子啊', 'annabelle likes tea'].map((password) => refused(password)), [false, false, false])
})
