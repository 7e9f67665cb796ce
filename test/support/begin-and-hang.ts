import { systemClock } from '../../src/platform/clock.ts'
import { openStore } from '../../src/store/open-store.ts'
import { entry, item } from './store-rows.ts'

// A process that begins an operation and never settles it: the test kills it where it stands.
const store = await openStore(process.argv[2] ?? '', { clock: systemClock })
await store.pair('p').commit({ items: [item('a')], begun: [entry('t')] })
process.stdout.write('begun\n')
setInterval(() => store, 60_000)
