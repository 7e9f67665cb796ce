import type { CheckSaid } from '../domain/check-word.ts'
import type { ErrorCode } from '../domain/error-codes.ts'
import type { FolderRole, NameRules } from '../domain/folder.ts'
import type { Instant } from '../domain/instant.ts'
import type { RoleClass } from '../domain/item.ts'
import type { MarkAccess, Marks } from '../domain/marks.ts'
import type { MarkChange } from '../domain/operation.ts'
import type { OriginMark, Trace } from '../domain/origin-mark.ts'
import type { SafetyFact } from '../domain/safety-fact.ts'
import type { ParsedMessage } from '../mime/parse-message.ts'
import type { Priority } from '../platform/governor.ts'
import type { Spool } from '../platform/spool.ts'

export type { Access } from '../domain/marks.ts'

/** Facts about one mailbox, through the channels that it is connected by. */
export interface Capabilities {
  /** Whether a message keeps its id when it moves. Where not, the engine recognises it by Message-ID, size and received second. */
  readonly idsSurviveMove: boolean
  readonly marks: MarkAccess
  /** How messages can be put in: `none` where only reading is possible. */
  readonly create: 'exact' | 'rebuilt' | 'none'
  /** Largest message in bytes of MIME. */
  readonly maxMessageBytes: number
  readonly folderNames: NameRules
  /** After an unanswered create: how long to wait, in milliseconds, before its absence is believed. */
  readonly settleMs: number
  /** Writes that may be under way at once. */
  readonly concurrency: number
}

export interface RemoteFolder {
  readonly id: string
  readonly name: string
  /** Absent at the top level. */
  readonly parentId?: string
  readonly role?: FolderRole
}

/** What a listing tells of a message, besides its state. */
export interface Envelope {
  /** As `messageIdOf` reads it. */
  readonly internetMessageId?: string
  readonly subject: string
  /** Address only; empty when there is none. */
  readonly from: string
  readonly sentAt?: Instant
  readonly receivedAt: Instant
  /** Bytes, as this cloud counts them. */
  readonly size: number
  readonly isDraft: boolean
  readonly origin?: OriginMark
  /** What `Mailbox.strip` can take off; absent where there is nothing. An origin mark that is part of the message's MIME is none of it. */
  readonly traces?: readonly Trace[]
}

/** One message as a cloud reports it. */
export interface RemoteMessage {
  /** Unique in the mailbox. On IMAP it is made of folder, UIDVALIDITY and UID. */
  readonly id: string
  readonly folderId: string
  readonly marks: Marks
  readonly etag?: string
  /** Absent where a listing repeats only the state of a message that was reported before. */
  readonly envelope?: Envelope
}

/** Checkpoints by scope (`folders`, a folder id, or the connector's own notes). Opaque to all but the connector that wrote them. */
export type Checkpoints = ReadonlyMap<string, string>

/** Which of these ids are of messages whose envelope is remembered. */
export type AreKnown = (ids: readonly string[]) => Promise<ReadonlySet<string>>

/**
 * A page of what was seen, and where to continue after it. Both are stored in one transaction,
 * so an interrupted listing resumes at its page and no page is ever half known.
 * Pages may repeat, overlap and arrive out of order across folders.
 */
export interface ObservationPage {
  readonly folders?: {
    readonly changed: readonly RemoteFolder[]
    readonly removed: readonly string[]
    /** True: `changed` is the whole tree, and any other folder is gone. */
    readonly whole: boolean
  }
  readonly messages?: readonly RemoteMessage[]
  /** Messages that are no longer in this folder: moved or gone, to be confirmed. */
  readonly removed?: { readonly folderId: string; readonly ids: readonly string[] }
  /** Every message that the folder holds: what the mirror has there beyond these is missing. */
  readonly listed?: { readonly folderId: string; readonly ids: readonly string[] }
  /** A folder that could not be read (403, 404): nothing in it is taken for missing. */
  readonly unavailable?: { readonly folderId: string; readonly reason: string }
  /** `null` forgets a scope. */
  readonly checkpoints: Readonly<Record<string, string | null>>
}

/** What is known once all pages were read. */
export interface ObservationEnd {
  /**
   * Whether no folder or message count changed between the first page and now, so that what is missing is not merely on the way.
   * May ask the cloud: for whoever misses something. Always true where `lookUp` exists.
   */
  isQuiet(): Promise<boolean>
}

/** What a write answers besides what it made. */
export interface Traced {
  /** The ids by which the cloud knows the requests that wrote, in their order, separated by a space, for its support. Absent where it names none. */
  readonly request?: string
}

/** One of many messages to be read. */
export interface MessageToRead {
  readonly id: string
  readonly folderId: string
  /** In bytes, as a listing told it. */
  readonly size: number
}

/** One of many messages that were asked for. */
export interface ManyRead {
  readonly id: string
  readonly mime: Spool
}

/** A message to be created as a copy. */
export interface NewMessage {
  readonly folderId: string
  readonly source: Spool
  readonly content: ParsedMessage
  readonly marks: Marks
  readonly receivedAt: Instant
  readonly roleClass: RoleClass
  /** `route` may be corrected by the connector to what it did. */
  readonly origin: OriginMark
  /** What `bookmark` told before the create was journaled. */
  readonly bookmark?: string
  /** Default: interactive. Where a cloud has a budget, bulk requests leave the last of it to others. */
  readonly priority?: Priority
}

/** A create that is looked for, by the token that its copy carries. */
export interface Sought {
  readonly token: string
  /** What `bookmark` told before the create was journaled. */
  readonly bookmark?: string
}

/**
 * One mailbox in one cloud. Required methods are what every cloud can do; an optional method is there only where the
 * cloud can do it. Every method throws only `SyncError` (or lets an abort pass), and after an abort nothing is lost:
 * whatever it was doing can be asked again. Writes are not retried inside once they may have been done: the error is then
 * marked `ambiguous` and recovery decides.
 */
export interface Mailbox {
  readonly capabilities: Capabilities

  /**
   * Everything that changed since `checkpoints`; with none, everything there is. Folders are reported before the messages in them,
   * parents first. Of messages that `areKnown`, such as copies of our own, envelopes may be left out.
   */
  observe(checkpoints: Checkpoints, signal: AbortSignal, areKnown?: AreKnown): AsyncGenerator<ObservationPage, ObservationEnd>

  /**
   * What to write over these checkpoints so that the next observation lists every message anew instead of what changed: drift that
   * no delta told of is then found. Missing where each observation lists everything.
   */
  relist?(checkpoints: Checkpoints): Readonly<Record<string, string>>

  /** The message as it is now, wherever it is; nothing when it is gone for good. Missing where the cloud cannot look up by id across folders. */
  lookUp?(id: string, signal: AbortSignal): Promise<RemoteMessage | undefined>

  /** The message as MIME, never marking it read. Caller disposes. @throws {SyncError} `NOT_FOUND` */
  read(message: { readonly id: string; readonly folderId: string; readonly priority?: Priority }, signal: AbortSignal): Promise<Spool>

  /**
   * The MIME of those of these messages that are cheaper to have together than one by one, never marking any read, each once and in any
   * order; the caller disposes of each. What is left out in the end is to be read alone: it may be large, or gone. What was not told
   * before an error can be asked for again. Missing where the cloud is asked for each message by itself.
   */
  readMany?(messages: readonly MessageToRead[], signal: AbortSignal): AsyncGenerator<ManyRead>

  /** A note of where the folder ends now, so that what is created later can be found after it. */
  bookmark?(folderId: string, signal: AbortSignal): Promise<string>

  /** Creates a copy that is no draft (unless `roleClass` is draft), has its dates and marks, carries its origin mark, and sends nothing. */
  create(message: NewMessage, signal: AbortSignal): Promise<RemoteMessage & Traced>

  /**
   * Finds what these creates left in the folder, by one listing for all of them (never by a search index). Answers by token;
   * a token that is missing had nothing there when the listing began.
   */
  findCreated(folderId: string, sought: readonly Sought[], signal: AbortSignal): Promise<ReadonlyMap<string, RemoteMessage>>

  /**
   * Does what a create of several steps had still to do when its answer was lost, marks aside: they are merged like any others.
   * Answers nothing where the copy could not be made right and was removed. Missing where a create is one step.
   */
  finishCreated?(found: RemoteMessage, wanted: Pick<NewMessage, 'receivedAt' | 'roleClass'>, signal: AbortSignal): Promise<(RemoteMessage & Traced) | undefined>

  /**
   * Writes only the marks that are named; answers the state as it then is. Sends no receipt.
   * `marks`, as last seen, saves a request where a cloud's answer leaves some of them out. @throws {SyncError} `NOT_FOUND`
   */
  mark(message: { readonly id: string; readonly folderId: string; readonly marks?: Marks }, change: MarkChange, signal: AbortSignal): Promise<RemoteMessage & Traced>

  /**
   * Moves; answers the message where it then is (perhaps with a new id). Moving to where it already is succeeds. `marks` as in `mark`.
   * @throws {SyncError} `NOT_FOUND`
   */
  move(message: { readonly id: string; readonly folderId: string; readonly marks?: Marks }, toFolderId: string, signal: AbortSignal): Promise<RemoteMessage & Traced>

  /**
   * Finishes a move that was begun and whose answer was lost: where the message is found in the folder after `bookmark`, and
   * still is where it was, the original is removed. `taken` are ids of other messages, which are not it however alike. Answers its
   * new id, if it was moved; after any error but `NOT_FOUND` it may still be in both folders. Missing where a move is one step.
   */
  resumeMove?(
    message: { readonly id: string; readonly folderId: string; readonly internetMessageId?: string; readonly size: number; readonly receivedAt: Instant; readonly origin?: OriginMark },
    target: { readonly folderId: string; readonly bookmark: string | undefined; readonly taken: ReadonlySet<string> },
    signal: AbortSignal,
  ): Promise<string | undefined>

  /**
   * Takes these off a message and answers its state as it then is: nobody can tell it from mail of others any more. Taking off what is
   * not there succeeds. Missing where nothing can be taken off. @throws {SyncError} `NOT_FOUND`; `REJECTED` where the cloud keeps it
   */
  strip?(message: { readonly id: string; readonly folderId: string; readonly marks?: Marks }, traces: readonly Trace[], signal: AbortSignal): Promise<RemoteMessage & Traced>

  /** Removes for good, not through trash. Only ever for our own superseded drafts and half-made copies. Removing what is gone succeeds. */
  remove(message: { readonly id: string; readonly folderId: string }, signal: AbortSignal): Promise<Traced | void>

  /** @throws {SyncError} `FOLDER_EXISTS` */
  createFolder(name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder & Traced>
  /** Renames and moves; answers the folder as it then is. */
  changeFolder(folderId: string, name: string, parentId: string | undefined, signal: AbortSignal): Promise<RemoteFolder & Traced>
  /** Deletes an empty folder; deleting what is gone succeeds. */
  deleteFolder(folderId: string, signal: AbortSignal): Promise<Traced | void>

  /**
   * Waits for word of changes on a connection of its own, and calls `onHint` for every one that comes, and once for each
   * connection that is made, since something may have been missed before it. A hint says only "look again": hints may be lost,
   * repeated, late, or about our own writes. A lost connection is made again by itself, with growing pauses; `onLost` is called
   * when nothing can be heard until the next hint. Resolves when `signal` aborts or the mailbox is closed, or early where it
   * turns out to be unable to tell, so that it has to be polled. Missing where the cloud cannot. @throws {SyncError} only for what needs a person, such as `UNAUTHORIZED`
   */
  watch?(onHint: () => void, signal: AbortSignal, onLost?: () => void): Promise<void>

  /** For clouds that report changes to an address of ours on the internet. Missing where the cloud cannot. */
  readonly push?: PushChannel

  /** Bytes that the mailbox still takes; nothing where it is not told. Missing where the cloud never tells. */
  room?(signal: AbortSignal): Promise<number | undefined>

  /** What `doctor` prints: each capability and permission, tried without writing. */
  check(signal: AbortSignal): Promise<readonly CheckResult[]>

  /**
   * What the cloud tells of how safe it is to write to this mailbox, without writing; `other` is the address of the mailbox that it is kept
   * the same with. What it does not tell is a fact too. Missing where it never tells anything.
   */
  safety?(other: string, signal: AbortSignal): Promise<readonly SafetyFact[]>

  /** Releases connections. */
  close(): Promise<void>
}

export interface CheckResult {
  readonly what: string
  readonly outcome: 'ok' | 'warning' | 'failed'
  /** What was found and, unless ok, what to do next. */
  readonly detail: string
  /** Where it failed: the code of the error. */
  readonly code?: ErrorCode
  /** The same for other languages than English. */
  readonly said?: CheckSaid
  /** What it is about, by name: permissions that are granted, ways that are open. */
  readonly names?: readonly string[]
}

/** Where a cloud sends its change notifications. All three are ours, and a notification that does not carry `clientState` is not from the cloud. */
export interface PushTarget {
  /** Https, and reachable from the internet: the cloud tries it before it answers. */
  readonly notificationUrl: string
  /** As `notificationUrl`, for what happens to the subscription itself. */
  readonly lifecycleUrl: string
  /** A secret of at most 128 characters. */
  readonly clientState: string
}

/** A promise of a cloud to send change notifications. */
export interface Subscription {
  readonly id: string
  /** When it ends unless renewed, in milliseconds since 1970. */
  readonly expiresAt: number
}

/** A subscription as the cloud lists it. */
export interface ListedSubscription {
  readonly id: string
  /** Where its notifications go, as it was asked for; absent where the cloud does not tell. */
  readonly notificationUrl?: string
}

/** Subscriptions to the changes of one mailbox, whatever folder they are in. */
export interface PushChannel {
  /** All that our app has to this mailbox now, whoever made them. */
  list(signal: AbortSignal): Promise<readonly ListedSubscription[]>
  /** Subscribes for as long as the cloud allows. @throws {SyncError} `ENDPOINT_UNREACHABLE` when the cloud could not reach `target` */
  create(target: PushTarget, signal: AbortSignal): Promise<Subscription>
  /** Prolongs for as long as the cloud allows, which also shows it that we may still read the mailbox. @throws {SyncError} `NOT_FOUND` when it has ended: a new one is to be made, and the mailbox looked at */
  renew(id: string, signal: AbortSignal): Promise<Subscription>
  /** Ends it; ending what has ended succeeds. */
  remove(id: string, signal: AbortSignal): Promise<void>
}
