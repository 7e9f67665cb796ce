import { LineCounter, parseDocument, stringify, type Document } from 'yaml'
import { digestOfWords, isQuestion, wordsOf, type Language, type QuestionId } from './catalogue.ts'
import type { LeftKind } from './points.ts'

/** What is to be asked about one pair. */
export interface PairQuestions {
  readonly pair: string
  readonly left: LeftKind
  readonly points: readonly QuestionId[]
}

/** An answer as a form gives it. */
export interface Given {
  readonly pair: string
  readonly point: QuestionId
  readonly value: 'yes' | 'no'
  readonly language: Language
}

const HEADS: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'Questions of Tongbu before it writes to a mailbox. Look, then write yes or no behind each pair; what is left empty is not answered.',
    'Then:  tongbu preflight --answers THIS-FILE --by "Your name"',
    'Your name, the time and these words are kept in the audit. "*" answers for every pair of a question that has no answer of its own.',
  ],
  'zh-Hant-HK': [
    'Tongbu 寫入電郵信箱之前的問題。查看後，在每個配對帳戶後填上 yes（是）或 no（否）；留空代表未回答。',
    '然後：  tongbu preflight --answers 此檔案 --by "姓名"',
    '姓名、時間和以下字句會記入審計紀錄。"*" 代表該題所有未另行回答的配對帳戶。',
  ],
  'zh-Hans-CN': [
    'Tongbu 写入邮箱之前的问题。查看后，在每个配对账号后填写 yes（是）或 no（否）；留空表示未回答。',
    '然后：  tongbu preflight --answers 此文件 --by "姓名"',
    '姓名、时间和以下字句会记入审计日志。"*" 代表该题所有未另行回答的配对账号。',
  ],
}

/** One form for all pairs, in YAML: each question once, with the pairs that it is about. */
export function makeForm(pairs: readonly PairQuestions[], language: Language): string {
  const groups = new Map<string, { readonly words: object; readonly pairs: string[] }>()
  for (const { pair, left, points } of pairs) {
    for (const point of points) {
      const words = wordsOf(point, left, language)
      if (words === undefined) continue
      const shown = digestOfWords(words)
      const group = groups.get(`${point} ${shown}`) ?? { words: { question: point, asks: words.asks, where: words.where, shown }, pairs: [] }
      group.pairs.push(pair)
      groups.set(`${point} ${shown}`, group)
    }
  }
  const questions = [...groups.values()].map(({ words, pairs: asked }) => ({ ...words, answers: Object.fromEntries([...(asked.length > 1 ? ['*'] : []), ...asked].map((pair) => [pair, null])) }))
  return `${HEADS[language].map((line) => `# ${line}`).join('\n')}\n${stringify({ language, questions }, { lineWidth: 100, nullStr: '' })}`
}

/** What a form says, and every line in it that cannot be used. */
export interface ReadForm {
  readonly answers: readonly Given[]
  /** One `line N: what is wrong` each. */
  readonly problems: readonly string[]
}

type Tree = Readonly<Record<string, unknown>>
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads a form back. `pairs`: those of the configuration. With a problem nothing of it is to be used. */
export function readForm(text: string, pairs: readonly Pick<PairQuestions, 'pair' | 'left'>[]): ReadForm {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0) return { answers: [], problems: document.errors.map(({ pos }) => `line ${lines.linePos(pos[0]).line}: is not YAML`) }
  const problems: string[] = []
  const lineOf = (path: readonly (string | number)[]): number => lineAt(document, lines, path)
  const root: unknown = document.toJS()
  const language = isTree(root) ? languageOf(root['language']) : undefined
  if (!isTree(root) || !Array.isArray(root['questions']) || language === undefined) return { answers: [], problems: ['line 1: is no form of `tongbu preflight --form`: `language` and `questions` are missing'] }
  const answers = root['questions'].flatMap((question: unknown, at): Given[] => {
    const path = ['questions', at]
    const wrong = (what: string, ...below: string[]): void => void problems.push(`line ${lineOf([...path, ...below])}: ${what}`)
    if (!isTree(question) || typeof question['question'] !== 'string' || !isQuestion(question['question'])) return (wrong(`is no question of this version`, 'question'), [])
    if (!isTree(question['answers'])) return (wrong(`has no answers by pair`, 'answers'), [])
    return answersOf({ point: question['question'], shown: question['shown'], given: question['answers'], language, pairs, wrong })
  })
  for (const [at, { pair, point }] of answers.entries()) {
    if (answers.findIndex((other) => other.pair === pair && other.point === point) < at) problems.push(`line 1: "${pair}" answers ${point} twice`)
  }
  return { answers: problems.length === 0 ? answers : [], problems }
}

interface Answering {
  readonly point: QuestionId
  readonly shown: unknown
  readonly given: Tree
  readonly language: Language
  readonly pairs: readonly Pick<PairQuestions, 'pair' | 'left'>[]
  readonly wrong: (what: string, ...below: string[]) => void
}

function answersOf({ point, shown, given, language, pairs, wrong }: Answering): Given[] {
  const forAll = valueOf(given['*'])
  if (forAll === 'unusable') wrong('"*" must be yes, no or empty', 'answers', '*')
  const isOfThisVersion = pairs.filter(({ pair }) => pair in given).every(({ left }) => shownAs(point, left, language) === shown)
  if (!isOfThisVersion) wrong('its words are not those of this version: make a new form with `tongbu preflight --form`', 'shown')
  return Object.entries(given).flatMap(([pair, text]): Given[] => {
    if (pair === '*') return []
    const known = pairs.find((each) => each.pair === pair)
    if (known === undefined) return (wrong(`there is no pair "${pair}" in the configuration`, 'answers', pair), [])
    const own = valueOf(text)
    if (own === 'unusable') return (wrong(`"${pair}" must be yes, no or empty`, 'answers', pair), [])
    const value = own ?? (forAll === 'unusable' ? undefined : forAll)
    return value === undefined ? [] : [{ pair, point, value, language }]
  })
}

function shownAs(point: QuestionId, left: LeftKind, language: Language): string | undefined {
  const words = wordsOf(point, left, language)
  return words === undefined ? undefined : digestOfWords(words)
}

/** YAML 1.1 takes a bare yes for true, and so may whoever fills in a form. */
function valueOf(value: unknown): 'yes' | 'no' | 'unusable' | undefined {
  if (value === null || value === undefined || value === '') return undefined
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (text === 'yes' || text === true) return 'yes'
  return text === 'no' || text === false ? 'no' : 'unusable'
}

const languageOf = (value: unknown): Language | undefined => (value === 'en' || value === 'zh-Hant-HK' || value === 'zh-Hans-CN' ? value : undefined)

/** The line of what is at `path`, or of the nearest thing around it that is there. */
function lineAt(document: Document, lines: LineCounter, path: readonly (string | number)[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    const start = isTree(node) && Array.isArray(node['range']) ? (node['range'] as readonly number[])[0] : undefined
    if (start !== undefined) return lines.linePos(start).line
  }
  return 1
}
