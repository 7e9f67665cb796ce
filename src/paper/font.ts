import { fileURLToPath } from 'node:url'
import { openSync, type Font } from 'fontkit'

/** Chocolate Classical Sans (OFL): every character of GB 2312 and Big5, those of Cantonese, and Latin, in one file inside of an npm package. */
const FONT = '@expo-google-fonts/chocolate-classical-sans/400Regular/ChocolateClassicalSans_400Regular.ttf'

/** What layout has to know of the letters. */
export interface Letters {
  /** Where their file is. */
  readonly path: string
  /** Text as it can be printed: what has no letter is told by its number (`[U+1F600]`), control characters are spaces. */
  printable(text: string): string
  /** How wide a printable text is at 1 point. */
  width(text: string): number
}

/** Opens the letters of all papers. */
export function openLetters(): Letters {
  const path = fileURLToPath(import.meta.resolve(FONT))
  const font = openSync(path) as Font
  const known = new Set(font.characterSet)
  const widths = new Map<string, number>()
  const widthOf = (letter: string): number => {
    const width = widths.get(letter) ?? font.glyphForCodePoint(letter.codePointAt(0) ?? 0).advanceWidth / font.unitsPerEm
    widths.set(letter, width)
    return width
  }
  return {
    path,
    printable: (text) => Array.from(text, (letter) => printed(letter, known)).join(''),
    width: (text) => Array.from(text).reduce((sum, letter) => sum + widthOf(letter), 0),
  }
}

function printed(letter: string, known: ReadonlySet<number>): string {
  const code = letter.codePointAt(0) ?? 0
  if (/[\s\p{Cc}]/u.test(letter)) return ' '
  return known.has(code) ? letter : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`
}
