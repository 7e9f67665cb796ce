import { SyncError } from '../domain/errors.ts'
import type { Marks } from '../domain/marks.ts'
import { SIDES, type Side } from '../domain/side.ts'
import { eachAtOnce } from '../platform/each-at-once.ts'
import type { FolderFiles, NewFile } from '../platform/folder-files.ts'
import { told } from './files.ts'
import { distinctPaths } from './file-names.ts'
import type { Point, PointEntry } from './point.ts'
import type { Repository } from './repository.ts'

export const EXPORT_FORMATS = ['eml', 'mbox', 'maildir'] as const
/** One file for each message; one file for each folder (mboxrd); or what mail servers keep (Maildir++). */
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export interface ExportOptions {
  readonly format: ExportFormat
  /** Only this mailbox. Default: both. */
  readonly side?: Side
  /** What the folder of each mailbox is called. */
  readonly names: Readonly<Record<Side, string>>
  readonly signal: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
}

export interface Exported {
  readonly messages: number
  readonly bytes: number
  /** Messages of the point that have no content. */
  readonly unreadable: number
}

/** A list of all messages of the point, with marks, dates and the file of each. */
const CONTENTS = 'contents.jsonl'

/** Each waits for the disk several times. */
export const WRITTEN_AT_ONCE = 4

/** A message that the list has, and where it is to be written. */
interface Listed {
  readonly entry: PointEntry
  readonly blob: string
  readonly path: string
}

/**
 * Writes the messages of a point into an empty folder, each byte for byte but for what the format demands, and a list of them all.
 * No name in the mailbox leads out of the folder. @throws {SyncError} `BACKUP_FOLDER` where the folder is not empty, `BACKUP_FULL`, `BACKUP_DAMAGED`
 */
export async function exportPoint(repository: Repository, point: Point, target: FolderFiles, options: ExportOptions): Promise<Exported> {
  const { format, side: only, names, signal, onProgress = () => {} } = options
  const place = new ExportFolder(target)
  await place.begin()
  const layout = { eml, mbox, maildir }[format](point, names)
  const sides = only === undefined ? SIDES : [only]
  const total = sides.reduce((sum, side) => sum + point.sides[side].messages, 0)
  const counts = { messages: 0, bytes: 0, unreadable: 0 }
  async function* listed(): AsyncGenerator<Listed> {
    for await (const entry of repository.entries(point)) {
      if (!sides.includes(entry.side)) continue
      signal.throwIfAborted()
      const { blob } = entry
      const path = blob === undefined ? undefined : layout.pathOf(entry)
      await place.append(CONTENTS, Buffer.from(`${JSON.stringify({ file: path, ...entry })}\n`))
      if (blob === undefined || path === undefined) counts.unreadable++
      else yield { entry, blob, path }
    }
  }
  try {
    for (const path of layout.folders(sides)) await place.makeFolder(path)
    // A file in which many messages stand has them in their order.
    await eachAtOnce(listed(), format === 'mbox' ? 1 : WRITTEN_AT_ONCE, async ({ entry, blob, path }) => {
      onProgress(counts.messages + counts.unreadable, total)
      const content = await repository.open(blob)
      try {
        await place.write(path, layout.content(entry, content.open()), format === 'mbox')
      } finally {
        await content.dispose()
      }
      counts.messages++
      counts.bytes += content.size
    })
  } finally {
    await place.end()
  }
  return counts
}

/** How a format lays messages out. */
interface Layout {
  /** Those that are there also when they are empty. */
  folders(sides: readonly Side[]): readonly string[]
  pathOf(entry: PointEntry): string
  content(entry: PointEntry, mime: AsyncIterable<Buffer>): AsyncIterable<Buffer>
}

type MakeLayout = (point: Point, names: ExportOptions['names']) => Layout

const eml: MakeLayout = (point, names) => {
  const { folderPath, paths, unique } = folderPaths(point, names)
  return {
    folders: (sides) => sides.flatMap((side) => [names[side], ...paths(side)]),
    pathOf: (entry) => unique(folderPath(entry), entry.receivedAt.replace(/[-:]/g, ''), '.eml'),
    content: (_, mime) => mime,
  }
}

const mbox: MakeLayout = (point, names) => {
  const { folderPath, paths } = folderPaths(point, names, '.mbox')
  return {
    folders: (sides) => sides.flatMap((side) => [names[side], ...new Set(paths(side).map((path) => path.slice(0, path.lastIndexOf('/'))))]),
    pathOf: folderPath,
    content: (entry, mime) => mboxrd(entry, mime),
  }
}

const FLAGS: readonly (readonly [flag: string, has: (marks: Marks, entry: PointEntry) => boolean])[] = [
  ['D', (_, { roleClass }) => roleClass === 'draft'],
  ['F', ({ flag }) => flag === 'flagged'],
  ['P', ({ forwarded }) => forwarded],
  ['R', ({ answered }) => answered],
  ['S', ({ read }) => read],
]

const maildir: MakeLayout = (point, names) => {
  const { folderPath, paths } = folderPaths(point, names)
  const unique = distinctPaths()
  /** Maildir++: the inbox is the folder itself, and the others are beside `cur`, with dots between the levels. */
  const dirOf = (path: string): string => {
    const [mailbox = '', ...levels] = path.split('/')
    return levels.length === 0 ? mailbox : `${mailbox}/.${levels.map((level) => level.replaceAll('.', '_')).join('.')}`
  }
  let count = 0
  return {
    folders: (sides) => sides.flatMap((side) => [...new Set([names[side], ...paths(side).map(dirOf)])].flatMap((dir) => ['cur', 'new', 'tmp'].map((part) => `${dir}/${part}`))),
    pathOf: (entry) => {
      const isInbox = point.sides[entry.side].folders.find(({ id }) => id === entry.folder)?.role === 'inbox'
      const dir = isInbox ? names[entry.side] : dirOf(folderPath(entry))
      const flags = FLAGS.filter(([, has]) => has(entry.marks, entry)).map(([flag]) => flag).join('')
      return unique(`${dir}/cur`, `${Date.parse(entry.receivedAt) / 1000}.${++count}.tongbu`) + `:2,${flags}`
    },
    content: (_, mime) => mime,
  }
}

/** Each folder of a point as a path below the name of its mailbox. */
function folderPaths({ sides }: Point, names: ExportOptions['names'], suffix = '') {
  const unique = distinctPaths()
  const known = new Map<string, string>()
  const find = (side: Side, id: string | undefined, seen: readonly string[] = []): string => {
    const folder = sides[side].folders.find((each) => each.id === id)
    if (folder === undefined || id === undefined || seen.includes(id)) return names[side]
    const key = `${side} ${id}`
    const path = known.get(key) ?? unique(find(side, folder.parent, [...seen, id]), folder.name)
    known.set(key, path)
    return path
  }
  const withSuffix = (path: string): string => `${path}${suffix}`
  const folderPath = ({ side, folder }: PointEntry): string => withSuffix(find(side, folder))
  return { unique, folderPath, paths: (side: Side): string[] => sides[side].folders.map(({ id }) => withSuffix(find(side, id))) }
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const LF = 0x0a
const CR = 0x0d

/** One message of an mboxrd file: lines end with LF, and a line that could begin a message has one `>` more. */
export async function* mboxrd({ receivedAt }: Pick<PointEntry, 'receivedAt'>, mime: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const at = new Date(receivedAt)
  const two = (number: number, fill = '0'): string => String(number).padStart(2, fill)
  yield Buffer.from(`From MAILER-DAEMON ${DAYS[at.getUTCDay()]} ${MONTHS[at.getUTCMonth()]} ${two(at.getUTCDate(), ' ')} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${at.getUTCFullYear()}\n`)
  let rest = Buffer.alloc(0)
  const quoted = (line: Buffer): Buffer => {
    const end = line.at(-1) === CR ? line.subarray(0, -1) : line
    const text = Buffer.concat([end, Buffer.from('\n')])
    return /^>*From /.test(end.toString('latin1', 0, 1000)) ? Buffer.concat([Buffer.from('>'), text]) : text
  }
  for await (const chunk of mime) {
    rest = Buffer.concat([rest, chunk])
    const lines: Buffer[] = []
    let from = 0
    for (let end = rest.indexOf(LF); end !== -1; end = rest.indexOf(LF, from)) {
      lines.push(quoted(rest.subarray(from, end)))
      from = end + 1
    }
    rest = rest.subarray(from)
    yield Buffer.concat(lines)
  }
  yield Buffer.concat([rest.length > 0 ? quoted(rest) : rest, Buffer.from('\n')])
}

/** Files that are open at one time, for formats and lists that grow. */
const MOST_OPEN = 128

/** The folder that an export is written to. Every failure is a `SyncError`: `BACKUP_FULL`, `BACKUP_FOLDER`. */
export class ExportFolder {
  readonly #target: FolderFiles
  readonly #open = new Map<string, NewFile>()
  readonly #begun = new Set<string>()
  readonly #folders = new Set<string>()

  constructor(target: FolderFiles) {
    this.#target = target
  }

  async begin(): Promise<void> {
    await this.makeFolder('.')
    if ((await this.#in('.', () => this.#target.list('.'))).length > 0) throw new SyncError('BACKUP_FOLDER', 'The folder for the export is not empty.')
  }

  async makeFolder(path: string): Promise<void> {
    if (this.#folders.has(path)) return
    await this.#in(path, () => this.#target.makeFolder(path))
    this.#folders.add(path)
  }

  async append(path: string, bytes: Buffer): Promise<void> {
    const file = await this.#fileOf(path)
    await this.#in(path, () => file.write(bytes))
  }

  /** @param more whether the file is to be written on later */
  async write(path: string, content: AsyncIterable<Buffer>, more: boolean): Promise<void> {
    await this.makeFolder(path.slice(0, path.lastIndexOf('/')))
    await this.#fileOf(path)
    for await (const chunk of content) await this.append(path, chunk)
    if (!more) await this.#close(path)
  }

  async end(): Promise<void> {
    for (const path of this.#open.keys()) await this.#close(path)
  }

  async #fileOf(path: string): Promise<NewFile> {
    const known = this.#open.get(path)
    if (known !== undefined) {
      // What is written on stays open; what was not for longest is closed first.
      this.#open.delete(path)
      this.#open.set(path, known)
      return known
    }
    const [oldest] = this.#open.keys()
    if (this.#open.size >= MOST_OPEN && oldest !== undefined) await this.#close(oldest)
    const file = await this.#in(path, () => (this.#begun.has(path) ? this.#target.resume(path) : this.#target.begin(path)))
    this.#begun.add(path)
    this.#open.set(path, file)
    return file
  }

  /** An export can be made again, so nothing waits for the disk. */
  async #close(path: string): Promise<void> {
    const file = this.#open.get(path)
    this.#open.delete(path)
    await this.#in(path, async () => file?.abandon())
  }

  async #in<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
    try {
      return await act()
    } catch (error) {
      throw told(error, path, 'the folder for the export')
    }
  }
}
