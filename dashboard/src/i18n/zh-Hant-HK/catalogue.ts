import { errors } from './errors.ts'
import { found } from './found.ts'
import { frame } from './frame.ts'
import { parts } from './parts.ts'
import { pairs } from './pairs.ts'
import { signIn } from './sign-in.ts'
import { tryIt } from './try-it.ts'
import { welcome } from './welcome.ts'
import { setup } from './setup.ts'

// oxlint-disable-next-line import/no-default-export -- loaded by name of its language
export default {
  errors,
  found,
  frame,
  parts,
  pairs,
  signIn,
  tryIt,
  welcome,
  setup,
}
