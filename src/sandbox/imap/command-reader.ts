import type { Blobs } from '../blobs.ts'
import { ContentWriter } from '../mime/content.ts'
import { parseArguments } from './arguments.ts'
import type { Argument, Segment, Text } from './arguments.ts'
import type { ByteReader } from './byte-reader.ts'
import type { Answer } from './command.ts'
import type { Output } from './output.ts'

/** Literals from this size on go where messages go, smaller ones stay in memory. */
const LARGE = 4096

/** One command as it was read. */
export interface ReadCommand {
  readonly tag: string
  /** In capitals, e.g. `FETCH`. */
  readonly name: string
  readonly byUid: boolean
  /** Undefined where the rest cannot be understood. */
  readonly args: readonly Argument[] | undefined
  /** Set where a literal was refused, so that the command is not done. */
  readonly refusal?: Answer
}

/** Decides on a literal before the client sends it. */
export type JudgeLiteral = (line: string, size: number, synchronising: boolean) => Answer | undefined

/** Reads one command with its literals; undefined when the connection ended. */
export async function readCommand(from: { reader: ByteReader; output: Output; blobs: Blobs; judge: JudgeLiteral }): Promise<ReadCommand | undefined> {
  const segments: Segment[] = []
  for (;;) {
    const line = await from.reader.line()
    if (line === undefined) return undefined
    const [marker = '', size, plus] = /\{(\d+)(\+?)\}$/.exec(line) ?? []
    segments.push(line.slice(0, line.length - marker.length))
    if (size === undefined) return understand(segments)
    const refusal = from.judge(segments.map((each) => (typeof each === 'string' ? each : '""')).join(''), Number(size), plus !== '+')
    if (refusal) return { ...understand(segments), refusal }
    from.output.write('+ Ready for literal data\r\n')
    await from.output.flush()
    const literal = await readLiteral(from, Number(size))
    if (!literal) return undefined
    segments.push(literal)
  }
}

async function readLiteral(from: { reader: ByteReader; blobs: Blobs }, size: number): Promise<Text | undefined> {
  if (size >= LARGE) {
    const writer = new ContentWriter(from.blobs)
    const complete = await from.reader.bytes(size, (piece) => writer.write(piece))
    return complete ? { kind: 'text', text: '', content: writer.done() } : undefined
  }
  let text = ''
  const complete = await from.reader.bytes(size, (piece) => (text += piece.toString('latin1')))
  return complete ? { kind: 'text', text } : undefined
}

function understand(segments: readonly Segment[]): ReadCommand {
  const [first, ...rest] = segments
  const found = /^([^\s(){%*"\\+]+) +(UID +)?([A-Za-z]+)(?: +|$)(.*)$/i.exec(typeof first === 'string' ? first : '')
  if (!found) return { tag: '*', name: '', byUid: false, args: undefined }
  const [, tag = '*', uid, name = '', line = ''] = found
  return { tag, name: name.toUpperCase(), byUid: uid !== undefined, args: parseArguments([line, ...rest]) }
}
