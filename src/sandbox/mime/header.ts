/** One field of a header as it stands in the message, with its line ends. */
export interface HeaderField {
  /** Lower case. */
  readonly name: string
  readonly raw: string
}

/** The fields of a header, in order. One character per byte. Lines that are no field are passed over. */
export function headerFields(header: string): HeaderField[] {
  const fields: HeaderField[] = []
  for (const [raw] of header.matchAll(/[^\s:][^\r\n:]*:[^\r\n]*(?:\r?\n|$)(?:[ \t][^\r\n]*(?:\r?\n|$))*/g)) {
    fields.push({ name: raw.slice(0, raw.indexOf(':')).trimEnd().toLowerCase(), raw })
  }
  return fields
}

/** What the field says, unfolded, encoded words untouched. */
export const fieldValue = (field: HeaderField): string => field.raw.slice(field.raw.indexOf(':') + 1).replace(/\r?\n/g, '').trim()

/** What the first field of this name says. */
export function headerValue(fields: readonly HeaderField[], name: string): string | undefined {
  const field = fields.find((each) => each.name === name)
  return field && fieldValue(field)
}

/** A value such as `text/plain; charset=utf-8` taken apart. Names of parameters in lower case, values as they stand. */
export function valueAndParameters(text: string): { value: string; parameters: Map<string, string> } {
  const [value = '', ...rest] = text.match(/(?:[^;"]|"(?:[^"\\]|\\.)*")+/g) ?? []
  const parameters = new Map<string, string>()
  for (const part of rest) {
    const at = part.indexOf('=')
    if (at < 1) continue
    const said = part.slice(at + 1).trim()
    parameters.set(part.slice(0, at).trim().toLowerCase(), said.startsWith('"') ? said.slice(1, -1).replace(/\\(.)/g, '$1') : said)
  }
  return { value: value.trim(), parameters }
}
