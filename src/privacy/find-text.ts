/** Looks for texts in bytes that come piece by piece. */
export interface Finder {
  /** The next bytes. @returns whether one of the texts was found so far */
  look(bytes: Uint8Array): boolean
}

/** A finder of `needles`, which are in small letters. Of what it looks through, capital ASCII letters count as small ones. */
export function finder(needles: readonly string[]): Finder {
  const forms = needles.map((needle) => Buffer.from(needle).toString('latin1'))
  const overlap = Math.max(0, ...forms.map(({ length }) => length)) - 1
  let before = ''
  let isFound = false
  return {
    look: (bytes) => {
      if (isFound || forms.length === 0) return isFound
      const text = before + smallLetters(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
      isFound = forms.some((form) => text.includes(form))
      before = overlap > 0 ? text.slice(-overlap) : ''
      return isFound
    },
  }
}

/** Only of ASCII: one byte stays one character. */
const smallLetters = (latin1: string): string => latin1.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())

/** Whether one of the texts is in these bytes. */
export async function isIn(source: AsyncIterable<Uint8Array>, needles: readonly string[]): Promise<boolean> {
  const finding = finder(needles)
  let isFound = false
  for await (const bytes of source) isFound = finding.look(bytes)
  return isFound
}
