import { generator } from '../faults.ts'
import type { MailSource } from './corpus.ts'
import { generatedMail } from './generated.ts'
import { meetPeople, type People, type PeopleAccess } from './people.ts'
import { DINGTALK_FOLDERS, folderByChance, marksByChance, OUTLOOK_FOLDERS, type Cloud } from './places.ts'
import type { Placement } from './generated.ts'

export interface FillOptions {
  readonly source: MailSource
  /** How many mails of the source. Default: all. */
  readonly count?: number
  /** Whether the 200 generated mails follow. */
  readonly generated: boolean
  readonly onProgress?: (progress: FillProgress) => void
}

/** Messages stored so far. */
export interface FillProgress {
  readonly dingtalk: number
  readonly outlook: number
}

/** Mail without a usable Date has this received date. */
const FALLBACK_DATE = new Date('2026-01-02T03:04:05Z')

/** Mails that wait to be stored on one side while the other is slower; bounds what is in memory. */
const MAX_WAITING = 24

/**
 * Puts mail into two empty mailboxes the way people and mail servers would have: the source's mails by turns to DingTalk and to Outlook, spread over
 * folders and marked, then the generated ones. The same options give the same mailboxes.
 */
export async function fillMailboxes(access: PeopleAccess, { source, count = Infinity, generated, onProgress }: FillOptions): Promise<FillProgress> {
  const people = await meetPeople(access)
  const stored = { dingtalk: 0, outlook: 0 }
  const queues = { dingtalk: queue(4), outlook: queue(4) }
  const put = async ({ on, folder, mime, marks, receivedAt }: Placement): Promise<void> => {
    await queues[on].add(async () => {
      if (await people[on].put(folder, mime, marks, receivedAt)) stored[on]++
      onProgress?.({ ...stored })
    })
  }
  try {
    await makeFolders(people)
    for await (const placement of placed(source, count)) await put(placement)
    if (generated) for await (const { placements } of generatedMail()) for (const placement of placements) await put(placement)
    await Promise.all([queues.dingtalk.idle(), queues.outlook.idle()])
    return stored
  } finally {
    await people.close()
  }
}

async function makeFolders({ dingtalk, outlook }: People): Promise<void> {
  for (const path of DINGTALK_FOLDERS) await dingtalk.ensureFolder(path)
  for (const path of OUTLOOK_FOLDERS) await outlook.ensureFolder(path)
}

async function* placed(source: MailSource, count: number): AsyncIterable<Placement> {
  const random = generator(20_260_101)
  let index = 0
  for await (const { mime } of source) {
    if (index >= count) return
    const on: Cloud = index % 2 === 0 ? 'dingtalk' : 'outlook'
    const folder = folderByChance(on, random())
    const marks = marksByChance(random)
    yield { on, folder, marks: { ...marks, read: (marks.read || folder === 'sent') && !wantsReceipt(mime) }, receivedAt: dateOf(mime), mime }
    index++
  }
}

/** Reading such mail on Outlook sends a confirmation, which filling a mailbox must not. */
const wantsReceipt = (mime: Buffer): boolean => /^(?:disposition-notification-to|return-receipt-to):/im.test(headOf(mime))

function headOf(mime: Buffer): string {
  const end = mime.indexOf('\r\n\r\n')
  return mime.toString('latin1', 0, end < 0 ? mime.length : end)
}

/** The Date header to the second, where it is one and neither long before mail nor in the future. */
export function dateOf(mime: Buffer): Date {
  const text = /^Date:[ \t]*(.*)$/im.exec(headOf(mime))?.[1] ?? ''
  const time = Date.parse(text.replace(/\([^)]*\)/g, '').trim())
  return time > Date.UTC(1990, 0) && time < Date.UTC(2026, 11) ? new Date(Math.floor(time / 1000) * 1000) : FALLBACK_DATE
}

interface Queue {
  /** Resolves when there is room for more. @throws the first error of any work added before. */
  add(work: () => Promise<void>): Promise<void>
  idle(): Promise<void>
}

/** Starts work in the order it was added, `width` at once. */
function queue(width: number): Queue {
  const waiting: (() => Promise<void>)[] = []
  const running = new Set<Promise<void>>()
  const failures: unknown[] = []
  const start = (): void => {
    while (running.size < width && waiting.length > 0 && failures.length === 0) {
      const work = waiting.shift() as () => Promise<void>
      const run: Promise<void> = work()
        .catch((error: unknown) => void failures.push(error))
        .finally(() => {
          running.delete(run)
          start()
        })
      running.add(run)
    }
  }
  const settle = async (room: number): Promise<void> => {
    while (running.size > 0 && waiting.length > room) await Promise.race(running)
    if (failures.length > 0) throw failures[0]
  }
  return {
    add: async (work) => {
      waiting.push(work)
      start()
      await settle(MAX_WAITING)
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running)
      if (failures.length > 0) throw failures[0]
    },
  }
}
