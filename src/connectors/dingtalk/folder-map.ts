import type { RemoteFolder } from '../connector.ts'
import { folderKeys } from './join-index.ts'
import { listFolders, toRemoteFolder, type OpenapiScene } from './openapi-scene.ts'

/** Which folder is which on the two channels. Both keep the ids of their folders when these are renamed, so what was told once stays true. */
export class FolderMap {
  #hereOf = new Map<string, string>()
  #keys = new Map<string, string>()

  /** The folders as IMAP shows them. */
  learn(folders: readonly RemoteFolder[]): void {
    this.#keys = folderKeys(folders)
  }

  get hasFolders(): boolean {
    return this.#keys.size > 0
  }

  keyOf(here: string): string {
    return this.#keys.get(here) ?? ''
  }

  /** The folder of IMAP, empty where IMAP shows none; nothing while that was not told. */
  here(there: string): string | undefined {
    return this.#hereOf.get(there)
  }

  /** The folder of the OpenAPI. */
  there(here: string): string | undefined {
    for (const [there, each] of this.#hereOf) if (each === here) return there
    return undefined
  }

  /** Asks the OpenAPI for its folders and finds each among those of IMAP, by role or by name and parent. */
  async load(openapi: OpenapiScene, signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const keysThere = folderKeys((await listFolders(openapi, signal)).map(toRemoteFolder))
    this.match(keysThere)
    return keysThere
  }

  /** `keysThere`: `folderKeys` of the OpenAPI's folders. */
  match(keysThere: ReadonlyMap<string, string>): void {
    const byKey = new Map([...this.#keys].map(([here, key]) => [key, here]))
    const before = this.#hereOf
    this.#hereOf = new Map([...keysThere].map(([there, key]) => [there, byKey.get(key) ?? this.#stillHere(before.get(there))]))
  }

  /** A folder that the OpenAPI speaks of without listing it. */
  passOver(there: string): void {
    this.#hereOf.set(there, '')
  }

  #stillHere(here: string | undefined): string {
    return here !== undefined && this.#keys.has(here) ? here : ''
  }

  /** As a checkpoint remembers it. */
  restore(folders: Readonly<Record<string, string>>): void {
    for (const [there, here] of Object.entries(folders)) if (!this.#hereOf.has(there)) this.#hereOf.set(there, here)
  }

  get folders(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#hereOf)
  }
}
