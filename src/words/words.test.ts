import assert from 'node:assert/strict'
import { test } from 'node:test'
import { JUDGEMENTS } from '../gate/judge-fact.ts'
import { AUDIT_PAPER_WORDS } from './audit-paper.ts'
import { CHECK_WORDS, sayCheck } from './checks.ts'
import { ERASURE_PROOF_WORDS } from './erasure-proof.ts'
import { GATE_WORDS, JUDGEMENT_WORDS, type JudgementWords } from './gate.ts'
import { LANGUAGES, type Catalogue } from './languages.ts'
import { tell } from './said.ts'

const CHINESE = ['zh-Hant-HK', 'zh-Hans-CN'] as const
const CATALOGUES: Readonly<Record<string, Catalogue<string>>> = { gate: GATE_WORDS, 'audit on paper': AUDIT_PAPER_WORDS, 'proof of an erasure': ERASURE_PROOF_WORDS }

/** Letters and words of other places, by the table of the product. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  en: /[\u3400-\u9fff]/,
  'zh-Hant-HK': /隱私|網路|設置|服務器|賬|實時|計畫|郵箱|(?<!電郵)信箱|[备邮账门为时设径对过还书记录页传输实认证据钥]/,
  'zh-Hans-CN': /邮件信箱|帐|[備郵帳門為時設對過還書記錄頁傳輸實認證據鑰]/,
}

const placeholders = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(([each]) => each).sort()
const commands = (text: string): string[] => [...text.matchAll(/tongbu [a-z-]+(?: --[a-z]+)?/g)].map(([each]) => each).sort()

function assertAlike(where: string, text: string, original: string, language: string): void {
  assert.notEqual(text.trim(), '', where)
  assert.deepEqual(placeholders(text), placeholders(original), where)
  assert.deepEqual(commands(text), commands(original), where)
  assert.doesNotMatch(text, FOREIGN[language] ?? /(?!)/, where)
  if (language !== 'en' && placeholders(text).join('') !== text) assert.match(text, /[^\0-\x7f]/, `${where} is not translated`)
}

for (const [name, catalogue] of Object.entries(CATALOGUES)) {
  test(`the words of the ${name} are there in every language, with the same values and commands, in its own letters`, () => {
    for (const language of LANGUAGES) {
      assert.deepEqual(Object.keys(catalogue[language]).sort(), Object.keys(catalogue.en).sort(), language)
      for (const [word, text] of Object.entries(catalogue[language])) assertAlike(`${language} ${word}`, text, catalogue.en[word] ?? '', language)
    }
  })
}

test('whatever is found about a mailbox is told in both kinds of Chinese, with the same values, in its own letters', () => {
  const [traditional, simplified] = CHINESE.map((language): Readonly<Record<string, string>> => CHECK_WORDS[language])
  assert.deepEqual(Object.keys(traditional ?? {}), Object.keys(simplified ?? {}))
  for (const language of CHINESE) for (const [word, text] of Object.entries(CHECK_WORDS[language])) assertAlike(`${language} ${word}`, text, traditional?.[word] ?? '', language)
  const check = { what: 'Folders', detail: '7 folders; none was found for: junk.', said: { word: 'folders-lacking', n: 7, names: ['trash', 'junk'] } } as const
  assert.deepEqual(LANGUAGES.map((language) => sayCheck(language, check)), ['Folders: 7 folders; none was found for: junk.', '資料夾：共 7 個，找不到刪除的郵件、垃圾電郵。這些電郵會放到一般資料夾。', '文件夹：共 7 个，找不到已删除、垃圾邮件。这些邮件会放到普通文件夹。'])
})

test('every judgement is there in both kinds of Chinese, with the same values and commands', () => {
  const [traditional, simplified] = CHINESE.map((language): Readonly<Record<string, JudgementWords>> => JUDGEMENT_WORDS[language])
  for (const code of JUDGEMENTS) {
    const [here, there] = [traditional?.[code], simplified?.[code]]
    assert.ok(here && there, code)
    assert.equal(here.next === undefined, there.next === undefined, code)
    for (const part of ['says', 'next'] as const) {
      if (here[part] === undefined) continue
      assertAlike(`zh-Hant-HK ${code}`, here[part], there[part] ?? '', 'zh-Hant-HK')
      assertAlike(`zh-Hans-CN ${code}`, there[part] ?? '', here[part], 'zh-Hans-CN')
    }
  }
  assert.deepEqual(Object.keys(traditional ?? {}).sort(), [...JUDGEMENTS].sort())
})

test('a sentence is told with its values, which may be sentences, and what is missing shows', () => {
  const words = { all: '{many} of {where}', here: 'the {side} side' }
  assert.equal(tell(words, { word: 'all', with: { many: 2, where: { word: 'here', with: { side: 'left' } } } }), '2 of the left side')
  assert.equal(tell(words, { word: 'all', with: { many: 2 } }), '2 of {where}')
})
