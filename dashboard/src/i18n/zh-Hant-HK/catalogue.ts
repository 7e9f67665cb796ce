import { accounts } from './accounts.ts'
import { connections } from './connections.ts'
import { decisions } from './decisions.ts'
import { archive } from './archive.ts'
import { audit } from './audit.ts'
import { backups } from './backups.ts'
import { measures } from './measures.ts'
import { people } from './people.ts'
import { work } from './work.ts'
import { errors } from './errors.ts'
import { flow } from './flow.ts'
import { found } from './found.ts'
import { frame } from './frame.ts'
import { overview } from './overview.ts'
import { pair } from './pair.ts'
import { pairs } from './pairs.ts'
import { parts } from './parts.ts'
import { settings } from './settings.ts'
import { setup } from './setup.ts'
import { signIn } from './sign-in.ts'
import { steps } from './steps.ts'
import { trouble } from './trouble.ts'
import { tryIt } from './try-it.ts'
import { watch } from './watch.ts'
import { webhooks } from './webhooks.ts'
import { welcome } from './welcome.ts'

/** All texts of the dashboard in this language. */
export const catalogue = {
  accounts,
  connections,
  decisions,
  archive,
  audit,
  backups,
  measures,
  people,
  work,
  errors,
  flow,
  found,
  frame,
  overview,
  pair,
  pairs,
  parts,
  settings,
  setup,
  signIn,
  steps,
  trouble,
  tryIt,
  watch,
  webhooks,
  welcome,
}
