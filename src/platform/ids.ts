import { randomBytes } from 'node:crypto'

/** The only source of chance. */
export type NewId = () => string

/** So many random bytes, fit for keys. */
export const chance = (length: number): Buffer => randomBytes(length)

/** The source of what only its holder may know. */
export type NewSecret = () => string

/** 256 random bits as 43 URL-safe characters. */
export const randomSecret: NewSecret = () => chance(32).toString('base64url')

const ID_BYTES = 12
/** So many ids are drawn together: each draw asks the system, and a first copy needs several ids for each message. */
const POOL_IDS = 128

let pool = Buffer.alloc(0)
let used = 0

/** 96 random bits as 16 URL-safe characters. */
export const randomId: NewId = () => {
  if (used >= pool.length) {
    pool = randomBytes(ID_BYTES * POOL_IDS)
    used = 0
  }
  used += ID_BYTES
  return pool.toString('base64url', used - ID_BYTES, used)
}
