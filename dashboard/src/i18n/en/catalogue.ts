import { frame } from './frame.ts'
import { pairs } from './pairs.ts'

// oxlint-disable-next-line import/no-default-export -- loaded by name of its language
export default { frame, pairs }
