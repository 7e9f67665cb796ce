import { parseArgs } from 'node:util'
import { MOST_MB, MOST_MB_PER_HOUR } from './soak/memory.ts'
import { runSoak } from './soak/run-soak.ts'
import { MOST_HEAP_MB_PER_MONTH, MOST_RESIDENT_MB_PER_MONTH } from './soak/year/judge-year.ts'
import { runYear } from './soak/year/run-year.ts'

const USAGE = `npm run soak -- [--minutes 5] [--seed N] [--mail 300] [--latency realistic|none]
npm run soak -- --year [--pairs 200] [--days 365] [--edits 2] [--seed N]

Runs the real service over both simulated clouds for so long, while people edit both mailboxes and new mail comes, and the
clouds throttle, lose connections, let tokens and delta links expire and keep changes to themselves, and the service is killed.
Every few minutes all is left in peace until both sides are equal. Ends with exit code 0 only when they are at the end too,
by \`tongbu verify\` and seen from inside the clouds, when nothing is there twice, nothing was sent and a further run writes nothing.
After the first third nobody is killed and resident memory is watched: at most ${MOST_MB} MB, and, in a process that lives for half an
hour (so from --minutes 45 on), what is in use after a collection may grow by at most ${MOST_MB_PER_HOUR} MB an hour, its first five minutes aside.

  --minutes N   how long there is trouble; checks come on top
  --seed N      of everything that is left to chance; a failure names it
  --mail N      mails of the corpus in the mailboxes at the beginning; more of them come by and by
  --latency     how long the clouds take (default realistic: an answer 0.15 to 0.4 s)

With --year a year of many pairs passes in about half an hour, on a clock that stands still while there is work. Service, engine
and database are the real ones, in this process; the mailboxes are the smallest there are, in memory, without wire protocols, so
neither of the two clouds' connectors takes part. People tidy up as much as they get. Clouds throttle, fail and are away for
hours, sign-ins are refused until somebody acts, delta links and subscriptions end, everything is listed whole every night, and
the service is stopped or killed every few days. Without news it looks twice a day only, as a year of looking every five minutes
would take a day. Once a month all is left in peace: all pairs must become equal, nothing twice, the journal empty, and
nothing written for a day. Ends with exit code 0 only when heap and resident memory were flat in the last three quarters (at most
${MOST_HEAP_MB_PER_MONTH} and ${MOST_RESIDENT_MB_PER_MONTH} MB a month), and prints what the database holds, month by month.

  --pairs N     pairs of mailboxes
  --days N      virtual days
  --edits N     what people of one pair do in a day`

const { values } = parseArgs({
  options: {
    year: { type: 'boolean', default: false },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) % 1_000_000) },
    mail: { type: 'string', default: '300' },
    latency: { type: 'string', default: 'realistic' },
    pairs: { type: 'string', default: '200' },
    days: { type: 'string', default: '365' },
    edits: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
})
const numbers = { minutes: Number(values.minutes), seed: Number(values.seed), mail: Number(values.mail), pairs: Number(values.pairs), days: Number(values.days), edits: Number(values.edits) }
const { minutes, seed, mail, pairs, days, edits } = numbers
const { latency } = values
const isMeant = [minutes, mail, edits].every((number) => number > 0) && [pairs, days].every((number) => Number.isInteger(number) && number > 0) && Number.isInteger(seed)
const say = (line: string): void => console.log(line)

if (values.help || !isMeant || (latency !== 'realistic' && latency !== 'none')) {
  console.log(USAGE)
  process.exitCode = values.help ? 0 : 64
} else {
  const isWell = values.year ? await runYear({ pairs, days, edits, seed, say, progress: showProgress }) : await runSoak({ minutes, seed, mail, latency, say, progress: showProgress })
  process.exitCode = isWell ? 0 : 1
}

/** One line that is written over; where nobody sees that, one every half minute. */
function showProgress(line: string, isRare: boolean): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${line}`)
  else if (isRare) console.error(line)
}
