/** Text that every store and JSON parser can hold: no NUL, no other control character but tab and line ends, no half of a surrogate pair; NFC. */
export const cleanText = (text: string): string => text.replace(UNHOLDABLE, '').normalize('NFC')

/** One line: white space of any kind and length is one space, none at the ends; otherwise as `cleanText`. */
export const cleanLine = (text: string): string =>
  text.replace(SPACES, ' ').replace(UNHOLDABLE, '').replace(/ {2,}/g, ' ').trim().normalize('NFC')

/** What is left of text when nothing counts that a rebuild may change: no white space, no control or zero-width characters; NFC. */
export const bareText = (text: string): string => text.replace(BLANK, '').normalize('NFC')

const UNHOLDABLE = /(?![\t\n\r])[\p{Cc}\p{Cs}]/gu
const SPACES = /[\s\u0085]+/g
const BLANK = /[\s\p{Cc}\p{Cs}\u00ad\u200b\u2060\ufeff]+/gu
