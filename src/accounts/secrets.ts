import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** The only form in which something that opens a door is kept. It was made of 256 random bits (a recovery code of 80), so one pass of SHA-256 is enough. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret, 'utf8').digest('hex')

/** What a page of this session sends in a header, so that no other page can have the browser write with its cookie. Made of the cookie, so that nothing more is kept. */
export const csrfOf = (session: string): string => createHmac('sha256', session).update('tongbu csrf').digest('base64url')

/** Whether two texts are one, in a time that tells nothing of where they differ. */
export function isSame(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text, 'utf8').digest())
  return a !== undefined && b !== undefined && timingSafeEqual(a, b)
}

/** What API tokens begin with, so that people and scanners of leaked secrets know one. */
const TOKEN_PREFIX = 'tb_'

export const asToken = (secret: string): string => `${TOKEN_PREFIX}${secret}`
export const isToken = (text: string): boolean => /^tb_[\w-]{43}$/.test(text)

const CODES = 10
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Ten codes of 80 bits and more, in groups that can be copied by hand: no `l`, `o`, `i`, `0` or `1`. */
export const recoveryCodes = (newSecret: () => string): readonly string[] => Array.from({ length: CODES }, () => recoveryCode(newSecret()))

function recoveryCode(secret: string): string {
  let number = BigInt(`0x${Buffer.from(secret, 'base64url').toString('hex')}`)
  let text = ''
  while (text.length < 17) {
    text += ALPHABET[Number(number % BigInt(ALPHABET.length))]
    number /= BigInt(ALPHABET.length)
  }
  return [text.slice(0, 5), text.slice(5, 9), text.slice(9, 13), text.slice(13)].join('-')
}

/** A recovery code however it was typed. */
export const plainCode = (code: string): string => code.toLowerCase().replace(/[^a-z0-9]/g, '')
