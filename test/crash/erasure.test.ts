import assert from 'node:assert/strict'
import { cpSync } from 'node:fs'
import { test } from 'node:test'
import type { ErasureTools } from '../../src/privacy/erase-person.ts'
import { erasePerson } from '../../src/privacy/erase-person.ts'
import { isTraceless } from '../../src/privacy/proof.ts'
import { folderFiles, type FolderFiles } from '../../src/platform/folder-files.ts'
import { Crash } from '../support/crash.ts'
import { deleteEverywhere, openScene, reopenScene, REQUEST, TRACES, type Scene } from '../support/erasure-scene.ts'
import { grep } from '../support/grep-bytes.ts'
import { NAMED } from '../support/named-person.ts'
import { howMany } from '../support/how-many.ts'
import { openScratch } from '../support/scratch.ts'

/** Ends the life of a process before or after its n-th effect; afterwards nothing has any. */
function fuse(atEffect: number, after: boolean): { readonly effects: () => number; readonly on: <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) => (...args: Args) => Promise<Result> } {
  let [effects, isDead] = [0, false]
  const on = <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) => async (...args: Args): Promise<Result> => {
    if (isDead) throw new Crash()
    const isLast = ++effects === atEffect
    if (isLast) isDead = true
    if (isLast && !after) throw new Crash()
    const result = await act(...args)
    if (isLast) throw new Crash()
    return result
  }
  return { effects: () => effects, on }
}

type Fuse = ReturnType<typeof fuse>

const frail = (files: FolderFiles, { on }: Fuse): FolderFiles => ({ ...files, rename: on(files.rename), remove: on(files.remove) })

/** Every change of the database and the end of each place can be the last. */
function frailTools(scene: Scene, { on }: Fuse): ErasureTools {
  const { tools } = scene
  const store = { ...tools.store, keepNote: on(tools.store.keepNote), scrub: on(tools.store.scrub) }
  return { ...tools, store, pairStore: (pair) => ({ ...tools.pairStore(pair), commit: on(tools.pairStore(pair).commit) }), naming: tools.naming.map((place) => ({ ...place, erase: on(place.erase) })), keepProof: on(tools.keepProof) }
}

test('an erasure that is killed at any effect is finished by the same call, and its proof counts all that was erased', async () => {
  using prepared = openScratch()
  const scene = await openScene(prepared.folder)
  deleteEverywhere(scene, true)
  await scene.pair.sync()
  const moment = scene.pair.moment()
  await scene.close()
  const live = async (copy: string, blow: Fuse): Promise<boolean> => {
    const files = frail(folderFiles(`${copy}/backup`), blow)
    const life = await reopenScene(copy, moment, { files })
    try {
      await erasePerson({ ...REQUEST, mentions: true }, frailTools(life, blow))
      return true
    } catch (error) {
      if (!(error instanceof Crash)) throw error
      return false
    } finally {
      await life.close()
    }
  }
  using whole = openScratch()
  cpSync(prepared.folder, whole.folder, { recursive: true })
  const unlit = fuse(0, false)
  assert.ok(await live(whole.folder, unlit))
  const deaths = Array.from({ length: unlit.effects() }, (_, at) => at + 1).flatMap((at) => [[at, false], [at, true]] as const)
  const every = Math.max(1, Math.ceil(deaths.length / howMany('ERASURE_KILLS', 20, 1000)))
  for (const [atEffect, after] of deaths.filter((_, at) => at % every === 0)) {
    using scratch = openScratch()
    cpSync(prepared.folder, scratch.folder, { recursive: true })
    const hasEnded = atEffect === unlit.effects() || (atEffect === unlit.effects() - 1 && after)
    await live(scratch.folder, fuse(atEffect, after))
    const next = await reopenScene(scratch.folder, moment)
    const erasure = await erasePerson({ ...REQUEST, mentions: true }, next.tools)
    const where = `killed ${after ? 'after' : 'before'} effect ${atEffect} of ${unlit.effects()}`
    assert.ok(erasure.outcome === 'erased' && isTraceless(erasure.proof.check), where)
    // Killed once its note is gone it has ended, and the same call is another erasure, which finds nothing.
    const { database = {}, backup = {}, ...named } = erasure.proof.erased
    assert.deepEqual([database['rowsOfTheMirror'], backup['messages']], hasEnded ? [0, 0] : [8, 4], where)
    assert.deepEqual(named, hasEnded ? Object.fromEntries(Object.keys(NAMED).map((place) => [place, {}])) : NAMED, where)
    await next.close()
    assert.deepEqual(await grep(scratch.folder, TRACES), [], where)
  }
})
