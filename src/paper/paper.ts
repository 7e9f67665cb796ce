import PdfKit from 'pdfkit'
import { openLetters, type Letters } from './font.ts'
import { wrap } from './wrap.ts'

export interface PaperOptions {
  /** On every page. */
  readonly title: string
  /** When it is made, in milliseconds since 1970. The same words at the same time make the same bytes. */
  readonly at: number
  readonly creator: string
  /** What stands at the foot of each page, and at the end. Default: English. */
  readonly words?: PaperWords
  /** Takes the bytes as pages become full. */
  readonly write: (bytes: Uint8Array) => void
}

/** What a document says of its pages, by their number. */
export interface PaperWords {
  /** Of the whole document, as BCP 47 names it, for whoever has it read aloud. */
  readonly language: string
  readonly page: (page: number) => string
  readonly end: (page: number) => string
}

const ENGLISH: PaperWords = { language: 'en', page: (page) => `Page ${page}`, end: (page) => `End, on page ${page}.` }

/** A column of a table: `share` of the width that all have. */
export interface Column {
  readonly heading: string
  readonly share: number
}

/** A document for printing (PDF, A4 across) that is written from top to bottom, a page at a time, whatever its length. */
export interface Paper {
  heading(text: string): void
  /** A paragraph. */
  say(text: string): void
  /** Names and what they are, one under the other. */
  facts(facts: readonly (readonly [name: string, value: string])[]): void
  /** The heads of the columns come again on each page. */
  table(columns: readonly Column[], rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>): Promise<void>
  /** Says on the last page that it is the last, and writes what is left; answers how many pages there are. */
  end(): Promise<number>
}

const PAGE = { width: 841.89, height: 595.28 } as const
const MARGIN = 36
const TOP = 52
const BOTTOM = PAGE.height - 46
const WIDTH = PAGE.width - 2 * MARGIN
const SIZES = { title: 17, heading: 12, text: 9, cell: 7.5, footer: 7 } as const
const LEADING = 1.4
const PADDING = 3
const FACT_WIDTH = 110
const INK = { text: '#1a1a1a', faint: '#666666', line: '#c9ced6', shade: '#eef1f5' } as const

/** Begins a document. */
export function openPaper({ title, at, creator, words = ENGLISH, write }: PaperOptions): Paper {
  const letters = openLetters()
  const sheet = openSheet({ title, at, creator, words, write, letters })
  const paragraph = (text: string, size: number, color: string = INK.text): void => {
    for (const line of wrap(letters.printable(text), WIDTH, size, letters)) {
      sheet.room(size * LEADING)
      sheet.put(line, MARGIN, size, color)
      sheet.move(size * LEADING)
    }
  }
  paragraph(title, SIZES.title)
  sheet.move(6)
  return {
    heading: (text) => {
      // Not alone at the foot of a page.
      sheet.room(SIZES.heading * LEADING + 60)
      sheet.move(10)
      paragraph(text, SIZES.heading)
      sheet.move(3)
    },
    say: (text) => paragraph(text, SIZES.text),
    facts: (facts) => {
      for (const [name, value] of facts) {
        const lines = wrap(letters.printable(value), WIDTH - FACT_WIDTH, SIZES.text, letters)
        for (const [n, line] of lines.entries()) {
          sheet.room(SIZES.text * LEADING)
          if (n === 0) sheet.put(letters.printable(name), MARGIN, SIZES.text, INK.faint)
          sheet.put(line, MARGIN + FACT_WIDTH, SIZES.text)
          sheet.move(SIZES.text * LEADING)
        }
      }
    },
    table: (columns, rows) => putTable(sheet, letters, columns, rows),
    end: () => {
      sheet.room(SIZES.text * 3)
      sheet.move(SIZES.text)
      paragraph(words.end(sheet.page), SIZES.text, INK.faint)
      return sheet.end()
    },
  }
}

/** The pages, and where on the present one the next line goes. */
interface Sheet {
  /** Begins a page where less than so many points are left. Answers whether it did. */
  room(points: number): boolean
  move(points: number): void
  put(text: string, x: number, size: number, color?: string): void
  /** A line across, or where `height` is given a shaded bar. */
  rule(height?: number): void
  /** The number of the present page. */
  readonly page: number
  end(): Promise<number>
}

function openSheet({ title, at, creator, words, write, letters }: Required<PaperOptions> & { readonly letters: Letters }): Sheet {
  const document = new PdfKit({ size: [PAGE.width, PAGE.height], margin: 0, autoFirstPage: false, lang: words.language, displayTitle: true, info: { Title: title, Creator: creator, Producer: creator, CreationDate: new Date(at) } })
  document.on('data', write)
  document.registerFont('letters', letters.path)
  let [pages, y] = [0, TOP]
  const put: Sheet['put'] = (text, x, size, color = INK.text) => void document.font('letters').fontSize(size).fillColor(color).text(text, x, y, { lineBreak: false })
  const begin = (): void => {
    document.addPage()
    pages++
    const number = letters.printable(words.page(pages))
    y = PAGE.height - 32
    put(letters.printable(title), MARGIN, SIZES.footer, INK.faint)
    put(number, PAGE.width - MARGIN - letters.width(number) * SIZES.footer, SIZES.footer, INK.faint)
    y = TOP - 16
  }
  begin()
  return {
    room: (points) => {
      const isFull = y + points > BOTTOM
      if (isFull) begin()
      return isFull
    },
    move: (points) => void (y += points),
    put,
    rule: (height = 0) => {
      if (height > 0) document.rect(MARGIN, y, WIDTH, height).fill(INK.shade)
      else document.moveTo(MARGIN, y).lineTo(MARGIN + WIDTH, y).lineWidth(0.4).stroke(INK.line)
    },
    get page() {
      return pages
    },
    end: () =>
      new Promise((resolve) => {
        document.once('end', () => resolve(pages))
        document.end()
      }),
  }
}

const LINE = SIZES.cell * 1.3
/** Of a row that are put on one page: with the heads they must find room there. */
const MOST_LINES = Math.floor((BOTTOM - TOP) / LINE) - 3

async function putTable(sheet: Sheet, letters: Letters, columns: readonly Column[], rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>): Promise<void> {
  const whole = columns.reduce((sum, { share }) => sum + share, 0)
  const widths = columns.map(({ share }) => (WIDTH * share) / whole)
  const places = widths.map((_, at) => MARGIN + widths.slice(0, at).reduce((sum, width) => sum + width, 0))
  const linesOf = (cells: readonly string[]): readonly (readonly string[])[] =>
    cells.map((cell, at) => cell.split('\n').flatMap((part) => wrap(letters.printable(part), (widths[at] ?? 0) - 2 * PADDING, SIZES.cell, letters)))
  /** Cell by cell, as somebody who listens to it or copies from it expects. */
  const putLines = (cells: readonly (readonly string[])[], from: number, to: number, color?: string): void => {
    for (const [at, lines] of cells.entries()) {
      for (const [n, line] of lines.slice(from, to).entries()) {
        sheet.move(n * LINE)
        sheet.put(line, (places[at] ?? 0) + PADDING, SIZES.cell, color)
        sheet.move(-n * LINE)
      }
    }
    sheet.move((to - from) * LINE)
  }
  const heads = linesOf(columns.map(({ heading }) => heading))
  const putHeads = (): void => {
    sheet.rule(LINE + 2 * PADDING)
    sheet.move(PADDING)
    putLines(heads, 0, 1, INK.faint)
    sheet.move(PADDING)
  }
  sheet.room(LINE * 4)
  sheet.move(5)
  putHeads()
  for await (const row of rows) {
    const cells = linesOf(row)
    const most = Math.max(...cells.map(({ length }) => length))
    for (let from = 0; from < most; from += MOST_LINES) {
      const to = Math.min(most, from + MOST_LINES)
      if (sheet.room((to - from) * LINE + 2 * PADDING)) putHeads()
      sheet.move(PADDING)
      putLines(cells, from, to)
      sheet.move(PADDING)
    }
    sheet.rule()
  }
}
