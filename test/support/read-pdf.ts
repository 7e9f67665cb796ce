import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'

/** A PDF as PDF.js reads it: the text of each page, and the glyphs that were put on it, by their number in the font. */
export interface ReadPdf {
  readonly pages: readonly string[]
  readonly glyphs: ReadonlyMap<string, number>
  readonly title: string
}

/** Reads it with a reader that is not ours. Runs of text that stand beside each other are separated by `|`. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const { OPS } = await getResolvedPDFJS()
  const document = await getDocumentProxy(new Uint8Array(bytes))
  const pages: string[] = []
  const glyphs = new Map<string, number>()
  for (let n = 1; n <= document.numPages; n++) {
    const page = await document.getPage(n)
    const { items } = await page.getTextContent()
    pages.push(items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item.str] : [])).join('|'))
    const { fnArray, argsArray } = await page.getOperatorList()
    for (const [at, operator] of fnArray.entries()) {
      if (operator !== OPS.showText) continue
      for (const glyph of (argsArray[at] as [unknown[]])[0]) if (isGlyph(glyph)) glyphs.set(glyph.unicode, glyph.originalCharCode)
    }
  }
  const { info } = await document.getMetadata()
  await document.cleanup()
  return { pages, glyphs, title: String(Reflect.get(info, 'Title')) }
}

const isGlyph = (value: unknown): value is { readonly unicode: string; readonly originalCharCode: number } => typeof value === 'object' && value !== null && 'originalCharCode' in value
