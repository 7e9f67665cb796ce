import { argon2, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import pLimit from 'p-limit'
import { nameKey } from './account.ts'

/**
 * 19 MiB, two passes, one lane: what OWASP asks for at least.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
export const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 }

export interface Cost {
  /** In KiB. */
  readonly memory: number
  readonly passes: number
  readonly parallelism: number
}

const TAG_BYTES = 32
const SALT_BYTES = 16
const LEAST = 12
const MOST = 256
const LEAST_DISTINCT = 5
/** Each takes its memory while it lasts, and the machine may have one processor. */
const atOnce = pLimit(2)

/** Why this is no password for somebody of that name, or nothing. Length counts and not which characters (NIST SP 800-63B). */
export function whyNoPassword(password: string, name: string): string | undefined {
  const text = password.normalize('NFKC')
  if ([...text].length < LEAST) return `A password has at least ${LEAST} characters. A sentence that nobody else would write is a good one.`
  if (text.length > MOST) return `A password has at most ${MOST} characters.`
  if (new Set(text).size < LEAST_DISTINCT) return 'The password repeats too few characters.'
  const key = nameKey(name)
  return key !== '' && text.toLowerCase().replaceAll(key, '').length < LEAST - 4 ? 'The password is hardly more than the name.' : undefined
}

/** The password as it is kept: argon2id in the PHC form, `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. `secret`: 256 random bits, of which the salt is made. */
export async function hashPassword(password: string, secret: string, cost = COST): Promise<string> {
  const salt = Buffer.from(secret, 'base64url').subarray(0, SALT_BYTES)
  const tag = await derive(password, salt, cost)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Whether the password is the one that was kept. Without one it takes as long, and answers no. */
export async function isPassword(password: string, kept: string | undefined): Promise<boolean> {
  const parts = kept === undefined ? undefined : read(kept)
  const { cost, salt, tag } = parts ?? NOBODYS
  const made = await derive(password, salt, cost)
  return timingSafeEqual(made, tag) && parts !== undefined
}

interface Kept {
  readonly cost: Cost
  readonly salt: Buffer
  readonly tag: Buffer
}

/** What is computed where there is nothing to compare with, so that the time tells nobody who has an account. */
const NOBODYS: Kept = { cost: COST, salt: Buffer.alloc(SALT_BYTES), tag: Buffer.alloc(TAG_BYTES) }

const FORM = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function read(kept: string): Kept | undefined {
  const [, memory, passes, parallelism, salt = '', tag = ''] = FORM.exec(kept) ?? []
  const bytes = Buffer.from(tag, 'base64')
  if (memory === undefined || bytes.length !== TAG_BYTES) return undefined
  return { cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }, salt: Buffer.from(salt, 'base64'), tag: bytes }
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '')

function derive(password: string, nonce: Buffer, cost: Cost): Promise<Buffer> {
  const parameters: Argon2Parameters = { message: password.normalize('NFKC'), nonce, ...cost, tagLength: TAG_BYTES }
  return atOnce(() => new Promise((resolve, reject) => argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error)))))
}
