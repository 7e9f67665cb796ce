import { randomBytes } from 'node:crypto'

/** The only source of chance. */
export type NewId = () => string

/** So many random bytes, fit for keys. */
export const chance = (length: number): Buffer => randomBytes(length)

/** 96 random bits as 16 URL-safe characters. */
export const randomId: NewId = () => randomBytes(12).toString('base64url')

/** The source of what only its holder may know. */
export type NewSecret = () => string

/** 256 random bits as 43 URL-safe characters. */
export const randomSecret: NewSecret = () => chance(32).toString('base64url')
