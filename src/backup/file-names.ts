const MOST_BYTES = 120
/** Names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** `text` as one name in a folder of any common system: it cannot lead out of the folder, nor hide, nor be a device. */
export function safeName(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\<>:"|?*]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, (ends) => '_'.repeat(ends.length))
  const short = cut(plain)
  return short === '' ? '_' : DEVICES.test(short) ? `_${short}` : short
}

/** At most so many bytes in UTF-8, and no half character. */
function cut(text: string): string {
  let short = ''
  for (const character of text) {
    if (Buffer.byteLength(short) + Buffer.byteLength(character) > MOST_BYTES) return short
    short += character
  }
  return short
}

/** Answers a path of its own for each name below a parent, also where two names differ in case only. `extension` is one of ours. */
export function distinctPaths(): (parent: string, name: string, extension?: string) => string {
  const taken = new Map<string, number>()
  const take = (path: string): number => {
    const times = (taken.get(path.toLowerCase()) ?? 0) + 1
    taken.set(path.toLowerCase(), times)
    return times
  }
  return (parent, name, extension = '') => {
    const path = `${parent === '' ? '' : `${parent}/`}${safeName(name)}`
    for (let times = take(`${path}${extension}`); times > 1; times = take(`${path}${extension}`)) {
      const another = `${path} (${times})${extension}`
      if (take(another) === 1) return another
    }
    return `${path}${extension}`
  }
}
