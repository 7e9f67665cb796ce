import type { Letters } from './font.ts'

/** After these a line may end, and after every Chinese character. */
const ENDS = /[\s\-/,;_=&?]/
/** From here on, and below the letters of Latin, scripts are written without spaces. */
const SPACELESS = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u
/** No line begins with these. */
const CLOSING = /[，。、；：！？）》」』】〉”’…,.;:!?)\]]/

/** Cuts printable text into lines of at most so many points at this size: at spaces, between Chinese characters, else wherever it must. At least one line. */
export function wrap(text: string, width: number, size: number, letters: Pick<Letters, 'width'>): readonly string[] {
  const lines: string[] = []
  let [line, used] = ['', 0]
  const end = (): void => {
    lines.push(line.trimEnd())
    ;[line, used] = ['', 0]
  }
  for (const piece of pieces(text)) {
    const wide = letters.width(piece.trimEnd()) * size
    if (used + wide > width && line !== '') end()
    if (wide <= width) {
      line += line === '' ? piece.trimStart() : piece
      used = letters.width(line) * size
      continue
    }
    for (const letter of piece) {
      const more = letters.width(letter) * size
      if (used + more > width && line !== '') end()
      line += letter
      used += more
    }
  }
  if (line !== '' || lines.length === 0) end()
  return lines
}

/** What stays together on a line. */
function pieces(text: string): readonly string[] {
  const found: string[] = []
  let piece = ''
  for (const letter of text) {
    const before = piece.at(-1)
    const isNew = before !== undefined && !CLOSING.test(letter) && (ENDS.test(before) || SPACELESS.test(letter) || SPACELESS.test([...piece].at(-1) ?? '')) && !(/\s/.test(letter))
    if (isNew) {
      found.push(piece)
      piece = ''
    }
    piece += letter
  }
  return piece === '' ? found : [...found, piece]
}
