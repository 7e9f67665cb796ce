/** How many columns of a terminal `text` takes: Chinese, Japanese and Korean characters take two, combining marks none. */
export function displayWidth(text: string): number {
  let width = 0
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue
    width += /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(character) ? 2 : 1
  }
  return width
}

/** `text` cut so that it takes at most `columns`. */
export function fit(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let cut = ''
  for (const character of text) {
    if (displayWidth(cut) + displayWidth(character) > columns - 1) break
    cut += character
  }
  return `${cut}…`
}

/** Rows under their headings, each column as wide as its widest cell; columns of numbers are set to the right. */
export function table(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : cell)))]
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => displayWidth(line[column] ?? ''))))
  const numeric = headings.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'))
  const cell = (text: string, column: number): string => {
    const padding = ' '.repeat((widths[column] ?? 0) - displayWidth(text))
    return numeric[column] ? padding + text : text + padding
  }
  return lines.map((line) => line.map(cell).join('  ').trimEnd()).join('\n')
}

/** `6,246`. */
export const count = (number: number): string => Math.round(number).toLocaleString('en-US')

/** `1 message`, `6,246 messages`. */
export const counted = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`

/** `42 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 100) return ms < 9950 ? `${(ms / 1000).toFixed(1)} s` : `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `380 MB`. */
export const megabytes = (bytes: number): string => `${count(bytes / 1_000_000)} MB`

/** `42 %`, and `0.4 %` where it is little. */
export const percent = (share: number): string => `${share > 0 && share < 0.01 ? (share * 100).toFixed(1) : Math.round(share * 100)} %`

/** What could move the cursor, speak to the terminal, or turn the order of what is read. */
const HARMFUL = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text that others wrote, safe to show in a terminal: line ends are LF, and what is no text shows as `�`. */
export const harmless = (text: string): string => text.replace(/\r\n?/g, '\n').replace(HARMFUL, '\ufffd')

/** The same in one line. */
export const harmlessLine = (text: string): string => harmless(text).replace(/\s+/g, ' ').trim()
