/** A folder name as RFC 3501 section 5.1.3 puts it on the wire. */
export function encodeUtf7(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-'
    const units = Buffer.from(run, 'utf16le').swap16()
    return `&${units.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`
  })
}

/** The folder name meant; undefined when the text is no modified UTF-7. */
export function decodeUtf7(text: string): string | undefined {
  if (/[^\x20-\x7e]/.test(text) || /&(?![A-Za-z0-9+,]*-)/.test(text)) return undefined
  return text.replace(/&([A-Za-z0-9+,]*)-/g, (_, run: string) => {
    if (run === '') return '&'
    const units = Buffer.from(run.replaceAll(',', '/'), 'base64')
    return units.subarray(0, units.length & ~1).swap16().toString('utf16le')
  })
}
