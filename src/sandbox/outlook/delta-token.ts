import { createHash } from 'node:crypto'
import { badRequest, syncStateNotFound } from './errors.ts'
import type { Mailbox } from './state.ts'

/** Where a delta chain stands. Everything that the first request asked for is part of it. */
export interface DeltaState {
  /** What is watched: a folder's number, or 0 for the folder tree. */
  readonly scope: number
  readonly generation: number
  /** Changes up to here were reported in earlier rounds. */
  readonly since: number
  /** This round reports changes up to here; absent between rounds. */
  readonly until?: number
  /** Within this round, reported up to here. */
  readonly at?: number
  /** This page was answered once already. */
  readonly again?: true
  readonly top?: number
  readonly select?: readonly string[]
  readonly properties?: readonly string[]
  /** Only messages received from this time on, in milliseconds. */
  readonly receivedFrom?: number
}

/** A token that tells nobody what is in it, needs no memory here, and cannot be made up. */
export function encodeDeltaToken(mailbox: Mailbox, state: DeltaState): string {
  const body = scramble(Buffer.from(JSON.stringify(state)), mailbox)
  return Buffer.concat([check(mailbox, body), body]).toString('base64url')
}

/** @throws {GraphError} 400 when malformed, 410 `SyncStateNotFound` when it has expired; `restart` is where to begin anew */
export function decodeDeltaToken(mailbox: Mailbox, token: string, scope: number, restart: string): DeltaState {
  const bytes = Buffer.from(token, 'base64url')
  const body = bytes.subarray(8)
  if (bytes.length < 9 || bytes.toString('base64url') !== token || !check(mailbox, body).equals(bytes.subarray(0, 8)))
    throw badRequest('ErrorInvalidUrlQuery', 'Badly formed token.')
  const state: DeltaState = JSON.parse(scramble(body, mailbox).toString())
  if (state.scope !== scope) throw badRequest('ErrorInvalidUrlQuery', 'Badly formed token.')
  if (state.generation !== mailbox.syncGeneration) throw syncStateNotFound(restart)
  return state
}

function check(mailbox: Mailbox, body: Buffer): Buffer {
  return createHash('sha256').update(mailbox.key).update(body).digest().subarray(0, 8)
}

function scramble(body: Buffer, mailbox: Mailbox): Buffer {
  return Buffer.from(body.map((byte, index) => byte ^ (mailbox.key[index % mailbox.key.length] ?? 0)))
}
