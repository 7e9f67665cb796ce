import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LANGUAGES, MEASURE_NAMES, wordsOf, type QuestionId } from './catalogue.ts'
import { makeForm, readForm, type PairQuestions } from './form.ts'
import { MEASURES, POINTS } from './points.ts'

const ASKED = POINTS.filter(({ asked, only }) => asked !== 'never' && only === undefined).map(({ id }) => id as QuestionId)
const PAIRS: readonly PairQuestions[] = [{ pair: 'anna', left: 'dingtalk', points: ASKED }, { pair: 'ben', left: 'dingtalk', points: ['pop-left', 'recovery-steps'] }, { pair: 'cai', left: 'imap', points: ['pop-left', 'imap-known'] }]
const filled = (form: string, value: string): string => form.replaceAll(/^( +(?:anna|ben|cai)):$/gm, `$1: ${value}`)

test('a form that is filled in gives an answer for every question of every pair, in every language', () => {
  for (const language of LANGUAGES) {
    const form = makeForm(PAIRS, language)
    const { answers, problems } = readForm(filled(form, 'yes'), PAIRS)
    assert.deepEqual(problems, [], language)
    assert.equal(answers.length, PAIRS.flatMap(({ points }) => points).length)
    assert.ok(answers.every((answer) => answer.value === 'yes' && answer.language === language))
    assert.deepEqual(readForm(form, PAIRS), { answers: [], problems: [] }, 'what is left empty is not answered')
  }
})

test('a question is written once for all pairs that it is asked about in the same words', () => {
  const form = makeForm(PAIRS, 'en')
  assert.equal(form.split('question: pop-left').length - 1, 2, 'DingTalk and another IMAP server differ')
  assert.equal(form.split('question: recovery-steps').length - 1, 1)
})

test('a star answers for all who have no answer of their own', () => {
  const form = makeForm(PAIRS, 'en').replace(/(question: recovery-steps[^]*?"?\*"?):\n( +)anna:\n( +)ben:/, '$1: yes\n$2anna:\n$3ben: no')
  assert.deepEqual(readForm(form, PAIRS).answers.map(({ pair, value }) => `${pair} ${value}`), ['anna yes', 'ben no'])
})

test('every bad line of a form is named, and nothing of it is taken', () => {
  const good = filled(makeForm(PAIRS, 'en'), 'no')
  const lineOf = (text: string, part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1
  const bad = good.replace('anna: no', 'anna: maybe').replace('ben: no', 'dora: yes').replace('question: mfa-right', 'question: colour').replace(/shown: \w+/, 'shown: other')
  const { answers, problems } = readForm(bad, PAIRS)
  assert.deepEqual(answers, [])
  assert.ok(problems.some((line) => line === `line ${lineOf(bad, 'anna: maybe')}: "anna" must be yes, no or empty`), problems.join('\n'))
  assert.ok(problems.some((line) => line === `line ${lineOf(bad, 'dora: yes')}: there is no pair "dora" in the configuration`), problems.join('\n'))
  assert.ok(problems.some((line) => line === `line ${lineOf(bad, 'question: colour')}: is no question of this version`), problems.join('\n'))
  assert.ok(problems.some((line) => line.startsWith(`line ${lineOf(bad, 'shown: other')}: its words are not those of this version`)), problems.join('\n'))

  const twice = good.replace('question: forward-left', 'question: pop-right')
  assert.ok(readForm(twice, PAIRS).problems.some((line) => line.includes('its words are not those') ), 'the words belong to the question')
  for (const [text, words] of [['', 'is no form'], ['a: [', 'is not YAML'], ['[]', 'is no form'], ['language: en\nquestions: 3', 'is no form'], ['language: fr\nquestions: []', 'is no form'], ['language: en\nquestions: [3, {question: pop-left}]', 'has no answers']] as const) {
    assert.ok(readForm(text, PAIRS).problems.some((line) => line.includes(words)), text)
  }
})

test('yes and no are taken as people and other programs write them', () => {
  for (const [written, value] of [['Yes', 'yes'], ['true', 'yes'], ['"no"', 'no'], ['FALSE', 'no']] as const) {
    assert.equal(readForm(filled(makeForm(PAIRS.slice(1, 2), 'en'), written), PAIRS).answers[0]?.value, value, written)
  }
})

test('every question and measure has words in every language, and says where to look', () => {
  for (const language of LANGUAGES) {
    for (const measure of MEASURES) assert.ok(MEASURE_NAMES[language][measure] !== '')
    for (const { id, asked } of POINTS) {
      for (const left of ['dingtalk', 'imap'] as const) {
        const words = wordsOf(id, left, language)
        assert.equal(words === undefined, asked === 'never', id)
        if (words !== undefined) assert.ok(words.asks.length > 10 && /[?？]$/.test(words.asks) && words.where.length > 10, `${language} ${id}`)
      }
    }
  }
  for (const language of LANGUAGES) assert.doesNotMatch(JSON.stringify(POINTS.map(({ id }) => wordsOf(id, 'imap', language))), /DingTalk|釘釘|钉钉|left mailbox/)
  assert.doesNotMatch(JSON.stringify(POINTS.map(({ id }) => wordsOf(id, 'dingtalk', 'zh-Hant-HK'))), /隱私|網路|設置|郵箱管理員|實時/)
})
