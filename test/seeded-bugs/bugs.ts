/** A bug that somebody might write: with `find` replaced, one of these test files must fail. */
export interface SeededBug {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly replace: string
  /** The quickest suites that should notice, tried in this order until one does. */
  readonly tests: readonly string[]
}

const MODEL = 'test/model/memory.test.ts'
const ORDER = 'test/scenarios/order-of-effects.test.ts'
const FOUND = 'test/scenarios/found-by-model.test.ts'
const KILLS = 'test/crash/memory.test.ts'
const SIMULATED = 'test/scenarios/found-by-simulation.test.ts'
const COPYING = 'test/scenarios/moved-by-copying.test.ts'
const MAIL = 'test/scenarios/mail.test.ts'
const PLAN = 'src/reconcile/plan.test.ts'
const MATCH = 'src/reconcile/match.test.ts'
const IMAP_CONTRACT = 'test/contract/imap-mailbox.test.ts'
const AMBIGUOUS = 'test/crash/ambiguous-writes.test.ts'
const GRAPH = 'src/connectors/outlook/graph-client.test.ts'
const SQLITE = 'test/contract/sqlite-store.test.ts'
const GATE = 'src/gate/standing.test.ts'
const CHAOS = 'test/simulation/notifications.test.ts'

export const SEEDED_BUGS: readonly SeededBug[] = [
  // What is decided.
  { name: 'a deletion beats an edit', file: 'src/reconcile/decide.ts', find: "moved: settlePlace,     trashed: follow('right')", replace: "moved: settlePlace,     trashed: trash('left')", tests: ['test/architecture/spec-in-step.test.ts', MODEL] },
  { name: 'what left is trashed where it should be kept', file: 'src/reconcile/plan.ts', find: "input.policy.departed === 'trash'", replace: "input.policy.departed !== 'trash'", tests: [PLAN, MODEL] },
  { name: 'a new flag does not beat a deletion', file: 'src/reconcile/plan.ts', find: 'base.marks.flag !== marks.flag || ', replace: '', tests: [PLAN, FOUND, MODEL] },
  { name: 'a side that is read-only is written to', file: 'src/reconcile/plan.ts', find: "return ['replace', 'leave'].includes(operation.kind)", replace: 'return true', tests: [PLAN] },
  { name: 'a mark is agreed on before its message is back from trash', file: 'src/reconcile/plan.ts', find: 'place.some(isRemote) ? marks.filter(isRemote) : marks', replace: 'marks', tests: [FOUND, MODEL] },
  { name: 'a message that is back is not synced again', file: 'src/reconcile/plan.ts', find: 'if (isBack) return', replace: 'if (isBack && !isBack) return', tests: [SIMULATED] },
  { name: 'a side that must never delete does', file: 'src/reconcile/plan.ts', find: 'input.policy.noDelete === on || folder === undefined', replace: 'folder === undefined', tests: [PLAN] },
  { name: 'the stop lets everything pass', file: 'src/reconcile/guard.ts', find: 'const SHARE = 0.1', replace: 'const SHARE = 10', tests: ['src/reconcile/guard.test.ts'] },
  { name: 'the stop trusts an empty side', file: 'src/reconcile/guard.ts', find: 'input.emptied.includes(because)', replace: 'input.emptied.includes(because) && input.isDecided', tests: ['src/reconcile/guard.test.ts'] },
  { name: 'the stop forgets what an earlier run held', file: 'src/reconcile/guard.ts', find: ' || input.waiting.includes(on)', replace: '', tests: ['src/reconcile/guard.test.ts'] },
  { name: 'the stop forgets what the run has trashed', file: 'src/reconcile/guard.ts', find: 'trashes.length + input.alreadyTrashed > limit', replace: 'trashes.length > limit', tests: ['src/reconcile/guard.test.ts'] },
  { name: 'the wrong side wins a conflict of marks', file: 'src/reconcile/merge-marks.ts', find: 'isBoth ? input.conflictsWonBy', replace: 'isBoth ? opposite(input.conflictsWonBy)', tests: ['src/reconcile/merge-marks.test.ts'] },
  { name: 'a removed tag comes back', file: 'src/reconcile/merge-marks.ts', find: 'filter((tag) => !removed.has(tag))', replace: 'filter((tag) => tag !== undefined || removed.has(tag))', tests: ['src/reconcile/merge-marks.test.ts'] },
  { name: 'a flag that a side cannot show is fought over', file: 'src/reconcile/merge-marks.ts', find: "access.flag === 'binary' && (value as Flag) === 'complete'", replace: "access.flag === 'none' && (value as Flag) === 'complete'", tests: ['src/reconcile/merge-marks.test.ts', MODEL] },
  { name: 'a moved message is taken for any other of its size', file: 'src/reconcile/rematch.ts', find: '[item.internetMessageId ?? null, item.size', replace: '[item.size', tests: ['src/reconcile/rematch.test.ts', MODEL] },
  { name: 'two mails of one Message-ID count as one whatever they say', file: 'src/reconcile/match.ts', find: 'return knownDigest(item) !== undefined && knownDigest(other) === knownDigest(item)', replace: 'return knownDigest(item) !== undefined && knownDigest(other) !== undefined', tests: [MATCH, MODEL] },
  { name: 'our own copies are copied back', file: 'src/reconcile/match.ts', find: 'if (!this.#isOurCopy(copy) || this.#wanted.has(copy.ref) || this.#isCopyOfCopy(copy)) continue', replace: 'if (this.#open.has(copy.ref)) continue', tests: [MATCH, MODEL] },
  { name: 'copies do not find their originals by their mark', file: 'src/reconcile/match.ts', find: 'if (!this.#open.has(copy.ref) || !this.#isOurCopy(copy)) continue', replace: 'if (this.#open.has(copy.ref)) continue', tests: [MATCH, MODEL] },
  { name: 'what somebody copied from our copy is thrown away', file: 'src/reconcile/match.ts', find: ' || this.#isCopyOfCopy(copy)', replace: '', tests: [MATCH] },
  { name: 'a mail that was moved by copying stays where it was', file: 'src/reconcile/rematch.ts', find: 'before.since < copy.binding.since', replace: 'before.since > copy.binding.since', tests: [COPYING] },
  { name: 'at the first meeting unread wins', file: 'src/reconcile/first-base.ts', find: 'read: a.read && b.read', replace: 'read: a.read || b.read', tests: ['src/reconcile/first-base.test.ts', MODEL] },
  { name: 'a folder goes with new mail in it', file: 'src/reconcile/plan-folders.ts', find: 'contents.present === 0 && ', replace: '', tests: ['src/reconcile/plan-folders.test.ts', MAIL] },
  { name: 'two folders meet although their parents differ', file: 'src/reconcile/plan-folders.ts', find: 'trueName(other.name) === trueName(folder.name) && sameParent(folder, other, index))', replace: 'trueName(other.name) === trueName(folder.name))', tests: ['src/reconcile/plan-folders.test.ts', MODEL] },

  // What must hold before anything is written.
  { name: 'a waiver covers what fails later', file: 'src/gate/standing.ts', find: 'open.every(({ id }) => waiver.covers.includes(id))', replace: 'open.length >= 0', tests: [GATE] },
  { name: 'a gate stays open when the password is another', file: 'src/gate/standing.ts', find: 'opening.about === digestOf(subject) && ', replace: '', tests: [GATE] },
  { name: 'a person can talk a machine out of what it found', file: 'src/gate/standing.ts', find: 'if (isTold) return standing(found,', replace: 'if (isTold && answer === undefined) return standing(found,', tests: [GATE] },
  { name: 'an undo asks no gate', file: 'src/app.ts', find: 'options.dryRun === true ? this.#owning', replace: 'options.dryRun !== false ? this.#owning', tests: ['test/acceptance/gate.test.ts'] },
  { name: 'a clock that is set back opens a gate', file: 'src/gate-app.ts', find: 'if (isOpen(subject, records) || this.#isBehind(records)) return', replace: 'if (isOpen(subject, records)) return', tests: ['test/acceptance/gate.test.ts'] },

  // The order of things.
  { name: 'no journal before a write', file: 'src/engine/journal.ts', find: 'await mirror.commit({ begun: entries })', replace: 'await mirror.commit({})', tests: [ORDER] },
  { name: 'after a crash nobody looks for what was created', file: 'src/engine/recover-copies.ts', find: 'const found = await findCreated(context, folder, entries)', replace: 'const found = (await findCreated(context, folder, entries)) && new Map<string, RemoteMessage>()', tests: [ORDER] },
  { name: 'what was sent late is taken for absent at once', file: 'src/engine/recover-copies.ts', find: '(soughtAt === undefined ? NaN : askedAt - Date.parse(soughtAt))', replace: '(soughtAt === undefined ? Infinity : askedAt - Date.parse(soughtAt))', tests: [ORDER] },
  { name: 'a listing that was disturbed proves that a message is gone', file: 'src/engine/confirm-missing.ts', find: 'stillMissing.length > 0 && (await isQuiet())', replace: 'stillMissing.length > 0 && (await isQuiet(), true)', tests: [SIMULATED] },
  { name: 'a mail that is seen in two places while it moves is two', file: 'src/engine/seen-twice.ts', find: 'doubtful.length > 0 && !(await', replace: 'doubtful.length > 1000 && !(await', tests: [SIMULATED] },
  { name: 'what is missing is not asked for', file: 'src/engine/confirm-missing.ts', find: 'const found = await Promise.all(chunk.map((item) => lookUp(context, side, item.id)))', replace: 'const found = await Promise.all(chunk.map(async (): Promise<RemoteMessage | undefined> => undefined))', tests: [SIMULATED] },
  { name: 'what was deleted is seen again as new', file: 'src/engine/observe.ts', find: "status !== 'tombstone' && status !== 'retired'", replace: "status !== 'retired'", tests: [SIMULATED] },
  { name: 'a message that moved is gone at once', file: 'src/engine/absorb.ts', find: "{ ...item, presence: 'missing' } : item)", replace: "{ ...item, presence: 'gone' } : item)", tests: [MODEL] },
  { name: 'what we wrote comes back as news', file: 'src/engine/rows.ts', find: 'const base = { ...state, ...item.base, ...agreed }', replace: 'const base = { ...agreed, ...state, ...item.base }', tests: ['src/engine/rows.test.ts', MODEL] },
  { name: 'a lost answer counts as not done', file: 'src/engine/remote-work.ts', find: "if (error.ambiguous) return 'unanswered'", replace: "if (error.ambiguous && error.scope === 'item') return 'unanswered'", tests: [ORDER] },
  { name: 'operations on one message overtake each other', file: 'src/engine/remote-work.ts', find: "'binding' in operation && operation.binding !== undefined) return `binding ${operation.binding}`", replace: "'binding' in operation && operation.binding !== undefined) return `binding ${operation.binding} ${operation.kind}`", tests: [MODEL, KILLS] },
  { name: 'what a cloud refused for good is asked again in every pass', file: 'src/engine/prepare.ts', find: '...asideNow(items, bindings, aside, context), ...options.unsettled', replace: '...options.unsettled', tests: [ORDER] },
  { name: 'a draft crosses while it is written', file: 'src/engine/prepare.ts', find: 'item.receivedAt > restedAt', replace: "item.receivedAt === 'never'", tests: [MAIL, 'test/acceptance/drafts.test.ts'] },
  { name: 'a copy gets the date of today', file: 'src/engine/copy-message.ts', find: 'receivedAt: original.receivedAt', replace: "receivedAt: '2026-11-26T00:00:00Z'", tests: [MAIL, MODEL] },
  { name: 'a message that is too large is tried all the same', file: 'src/engine/copy-message.ts', find: '    refuseTooLarge(source, context', replace: '    if (source.size < 0) refuseTooLarge(source, context', tests: [MAIL, 'test/acceptance/requests.test.ts'] },
  { name: 'commits that wait together lose all but the last', file: 'src/engine/mirror.ts', find: 'mergeChanges(waiting.map(({ changes }) => changes))', replace: 'mergeChanges(waiting.slice(-1).map(({ changes }) => changes))', tests: [KILLS, MODEL] },

  // The clouds.
  { name: 'Retry-After is ignored', file: 'src/connectors/outlook/graph-client.ts', find: 'if (pauseMs !== undefined) governor.block(pauseMs)', replace: 'if (pauseMs !== undefined) governor.block(0)', tests: [GRAPH] },
  { name: 'a write that may be done is sent again', file: 'src/connectors/outlook/retry.ts', find: '  if (!repeatable && !refused) return fail\n', replace: '', tests: ['src/connectors/outlook/retry.test.ts'] },
  { name: 'a server that failed counts as one that did nothing', file: 'src/connectors/outlook/retry.ts', find: 'failure.status < 500 ||', replace: 'failure.status < 600 ||', tests: ['src/connectors/outlook/retry.test.ts'] },
  { name: 'a delta link that expired stops the run', file: 'src/connectors/outlook/errors.ts', find: "410: 'DELTA_EXPIRED'", replace: "410: 'REMOTE_FAILURE'", tests: ['src/connectors/outlook/errors.test.ts'] },
  { name: 'a receipt that was asked for is sent', file: 'src/connectors/outlook/receipts.ts', find: 'message.isReadReceiptRequested === true && message.isRead === false', replace: 'message.isReadReceiptRequested === true && message.isRead === true', tests: ['test/acceptance/receipts.test.ts'] },
  { name: 'flags that an APPEND left out are taken for set', file: 'src/connectors/imap/create-message.ts', find: 'return await completeFlags(scene, made, message, signal)', replace: 'return asRemote(made)', tests: [IMAP_CONTRACT] },
  { name: 'UIDs that were voided are trusted', file: 'src/connectors/imap/observe.ts', find: 'note?.uidValidity === seen.uidValidity ? note : undefined', replace: 'note', tests: ['src/connectors/imap/observe.test.ts', IMAP_CONTRACT, 'test/acceptance/uid-validity.test.ts'] },
  { name: 'a connection that broke proves that nothing was done', file: 'src/connectors/imap/errors.ts', find: 'ambiguous: effect && isConnectionLost(error)', replace: 'ambiguous: effect && !isConnectionLost(error)', tests: ['src/connectors/imap/errors.test.ts', AMBIGUOUS] },
  { name: 'more requests at once than the cloud permits', file: 'src/platform/governor.ts', find: 'inFlight >= limits.inFlight || givesWay', replace: 'inFlight > limits.inFlight || givesWay', tests: ['src/platform/governor.test.ts'] },
  { name: 'more requests in a window than the cloud permits', file: 'src/platform/governor.ts', find: 'requests.delay(now, 1, share)', replace: 'requests.delay(now, 0, share)', tests: ['src/platform/governor.test.ts'] },

  // Giving a pair up.
  { name: 'the last copy of a message is thrown away', file: 'src/reconcile/plan-leaving.ts', find: "status === 'live' && original?.presence === 'present' && !this.#input.folders.inTrash(original.folder)", replace: "status === 'live' && original !== undefined", tests: ['src/reconcile/plan-leaving.test.ts', 'test/scenarios/leaving.test.ts'] },
  { name: 'a sync takes what a killed leaving did for a deletion', file: 'src/engine/settle.ts', find: "if (operation.kind === 'trash') return withBase(item, { folder: operation.folder })", replace: "if (operation.kind === 'trash') return undefined", tests: ['test/crash/leaving.test.ts'] },
  { name: 'once marks are off, copies of each other are both thrown away', file: 'src/engine/leave-pair.ts', find: 'this.#mayTrash = trashes.length > 0', replace: 'this.#mayTrash ||= trashes.length > 0', tests: ['test/scenarios/leaving.test.ts'] },
  // What is brought back.
  { name: 'a copy that is put away takes its original along', file: 'src/reconcile/plan-rollback.ts', find: "if (isLive) this.#operations.push({ kind: 'close'", replace: "if (isLive && isDone) this.#operations.push({ kind: 'close'", tests: ['test/architecture/spec-in-step.test.ts', 'test/scenarios/rollback.test.ts'] },
  { name: 'a copy that was put away comes back once its original is marked', file: 'src/reconcile/plan.ts', find: ' && inTrash(left.folder) === inTrash(right.folder)', replace: ' && inTrash(left.folder) !== undefined', tests: ['test/scenarios/rollback.test.ts'] },
  { name: 'a purge is undone', file: 'src/reconcile/plan-rollback.ts', find: 'if (wasInTrash || this.#input.includeDeparted) this.#remake', replace: 'if (wasInTrash || message.blob !== undefined) this.#remake', tests: ['test/architecture/spec-in-step.test.ts', 'src/reconcile/plan-rollback.test.ts'] },
  { name: 'what a killed rollback made anew is made twice', file: 'src/engine/recover-copies.ts', find: "entry.operation.kind === 'copy' || entry.operation.kind === 'restore-message'", replace: "entry.operation.kind === 'copy'", tests: ['test/crash/rollback.test.ts'] },
  { name: 'an interrupted write counts as done', file: 'src/engine/written-since.ts', find: "(record.kind === 'recovered' ? perhaps : writes)", replace: "(record.kind === 'recovered' && perhaps.length > 0 ? perhaps : writes)", tests: ['test/crash/rollback.test.ts'] },
  { name: 'what a killed rehearsal made stays and crosses', file: 'src/engine/recover.ts', find: '  await cleanRehearsal(context)\n', replace: '', tests: ['test/crash/rollback.test.ts'] },
  { name: 'the service carries on right after a rollback', file: 'src/rollback-app.ts', find: 'if (!isPaused) await', replace: 'if (isPaused) await', tests: ['test/acceptance/rollback.test.ts'] },
  { name: 'a mark that cannot be removed stays', file: 'src/connectors/outlook/strip-message.ts', find: 'takesNull = !has(await whole.one(id, signal), traces)', replace: 'takesNull = true', tests: ['test/acceptance/uninstall.test.ts'] },
  { name: 'a pair that is given up is still remembered in part', file: 'src/store/forget.ts', find: "'set_aside', 'facts',", replace: "'set_aside',", tests: ['src/store/forget.test.ts', SQLITE] },
  { name: 'a pair that is given up is begun anew by the service', file: 'src/uninstall.ts', find: 'if (dryRun !== true) await store.service.pause', replace: 'if (dryRun === true) await store.service.pause', tests: ['src/uninstall.test.ts'] },

  // When to look.
  { name: 'what is told during a run is not looked at after it', file: 'src/service/local-jobs.ts', find: 'const known = this.#wishes.get(pair)', replace: "if (this.#running.has(pair) && (why === 'push' || why === 'idle')) return\n    const known = this.#wishes.get(pair)", tests: [CHAOS] },
  { name: 'lost notifications are of no interest', file: 'src/service/subscriber.ts', find: '    live.onHint()', replace: "    if (what !== 'missed') live.onHint()", tests: [CHAOS] },
  { name: 'a subscription that was removed is missed an hour later', file: 'src/service/subscriber.ts', find: "if (what === 'missed' || live.said === 'removed') return", replace: "if (what !== 'reauthorize' || live.said === 'removed') return", tests: [CHAOS] },
  { name: 'a connection that tells nothing any more is not noticed', file: 'src/connectors/imap/watch.ts', find: 'endsWithin(clock, ANSWER_MS, work, signal)', replace: 'work.then(() => true)', tests: ['src/connectors/imap/watch.test.ts'] },
  { name: 'who hears nothing any more goes on looking rarely', file: 'src/service/pair-keeper.ts', find: 'if (isLost && this.isHealthy)', replace: 'if (isLost && !this.isHealthy)', tests: ['test/scenarios/service.test.ts'] },

  // Content and memory.
  { name: 'two mails that differ in an attachment count as one', file: 'src/mime/normal-form.ts', find: '[sha256, normalName(name), inline ? 1 : 0]', replace: '[normalName(name), inline ? 1 : 0]', tests: ['src/mime/normal-form.test.ts', 'src/mime/parse-message.test.ts'] },
  { name: 'two mails that differ in their text count as one', file: 'src/mime/normal-form.ts', find: "text: bareText(parts.body.type === 'html'", replace: "text: '' && bareText(parts.body.type === 'html'", tests: ['src/mime/normal-form.test.ts', 'src/mime/parse-message.test.ts'] },
  { name: 'our mark counts as content', file: 'src/mime/origin-header.ts', find: 'if (field === undefined) return source\n', replace: 'if (field === undefined || field.start >= 0) return source\n', tests: ['src/mime/origin-header.test.ts'] },
  { name: 'an operation that is done stays in the journal', file: 'src/store/commit.ts', find: "  await remove(target, 'journal', 'token', settled)\n", replace: '', tests: [SQLITE] },
  { name: 'two processes own one database', file: 'src/platform/file-lock.ts', find: "lock.exec('begin exclusive')", replace: "lock.exec('select 1')", tests: ['src/store/dialects/sqlite.test.ts', SQLITE, 'src/store/open-store.test.ts'] },
]
