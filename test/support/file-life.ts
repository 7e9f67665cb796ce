import type { FolderFiles, NewFile } from '../../src/platform/folder-files.ts'
import { Crash } from './crash.ts'

/** When the process dies: before its n-th effect on a file, after it, or in the middle of it where it writes bytes. */
export interface FileDeath {
  readonly atEffect: number
  readonly when: 'before' | 'after' | 'within'
}

/** One life of a process in front of a folder. After its death every door refuses. */
export class FileLife {
  /** Of each effect so far, whether it writes bytes: only then something is within it. */
  readonly effects: boolean[] = []
  #dead = false
  readonly #death: FileDeath | undefined

  constructor(death?: FileDeath) {
    this.#death = death
  }

  get isDead(): boolean {
    return this.#dead
  }

  files = (files: FolderFiles): FolderFiles => ({
    root: files.root,
    list: (path) => this.#look(() => files.list(path)),
    read: (path) => this.#reading(files, path),
    makeFolder: (path) => this.#effect(() => files.makeFolder(path)),
    begin: (path) => this.#opening(() => files.begin(path)),
    resume: (path) => this.#opening(() => files.resume(path)),
    rename: (from, to) => this.#effect(() => files.rename(from, to)),
    remove: (path) => this.#effect(() => files.remove(path)),
  })

  async #opening(open: () => Promise<NewFile>): Promise<NewFile> {
    let file: NewFile | undefined
    try {
      return await this.#effect(async () => this.#file((file = await open())))
    } catch (error) {
      await file?.abandon()
      throw error
    }
  }

  #file(file: NewFile): NewFile {
    return {
      write: (bytes) => this.#effect(() => file.write(bytes), () => file.write(bytes.subarray(0, bytes.length / 2))),
      end: () => this.#effect(() => file.end()),
      // The system closes what a dead process had open.
      abandon: () => file.abandon(),
    }
  }

  async #look<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#refuseIfDead()
    return act()
  }

  async *#reading(files: FolderFiles, path: string): AsyncGenerator<Buffer> {
    this.#refuseIfDead()
    yield* files.read(path)
  }

  async #effect<Result>(act: () => Promise<Result>, half?: () => Promise<unknown>): Promise<Result> {
    this.#refuseIfDead()
    const isLast = this.effects.push(half !== undefined) === this.#death?.atEffect
    if (isLast && this.#death?.when !== 'after') {
      this.#dead = true
      if (this.#death?.when === 'within') await half?.()
      throw new Crash()
    }
    const result = await act()
    if (isLast) this.#dead = true
    this.#refuseIfDead()
    return result
  }

  #refuseIfDead(): void {
    if (this.#dead) throw new Crash()
  }
}
