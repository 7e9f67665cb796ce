const LF = 0x0a
const CR = 0x0d

/**
 * Makes a function that is given one chunk after the other and answers each with every bare LF as CRLF.
 * A CRLF that is cut between two chunks stays one line end; a bare CR stays.
 */
export function crlfConverter(): (chunk: Buffer) => Buffer {
  let last = 0
  return (chunk) => {
    const before = last
    last = chunk[chunk.length - 1] ?? last
    const pieces: Buffer[] = []
    let from = 0
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) {
      if ((at === 0 ? before : chunk[at - 1]) === CR) continue
      pieces.push(chunk.subarray(from, at), LINE_END)
      from = at + 1
    }
    return from === 0 ? chunk : Buffer.concat([...pieces, chunk.subarray(from)])
  }
}

const LINE_END = Buffer.from('\r\n')
