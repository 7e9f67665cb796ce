import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSync } from 'vite'
import { ROOT } from './source-files.ts'
import { LANGUAGES, wordsIn, type Language } from '../support/catalogues.ts'
import { FOREIGN } from '../support/chinese-forms.ts'
import { CONSOLES } from '../../dashboard/src/i18n/consoles.ts'
import { dingtalkSteps, type DingtalkStepId } from '../../src/setup/dingtalk/guide.ts'

const PAGES = join(ROOT, 'dashboard/src')
/** Attributes, and properties of our parts, that people read or hear. */
const READ = /^(?:aria-(?:label|description|roledescription|placeholder|valuetext)|title|placeholder|alt|label|help|lead|note|verb|done|error|willDo|shown)$/
/** What is called the same everywhere. */
const BRAND = new Set(['Tongbu'])

interface Node {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value
const hasWords = (text: unknown): boolean => typeof text === 'string' && /\p{L}{2}/u.test(text) && !BRAND.has(text.trim())

/** Text that a file shows in whatever language it is written in: between tags, in what is read aloud, and in notes that are told. */
function* textsIn(node: Node): Generator<string> {
  if (node.type === 'JSXText' && hasWords(node['value'])) yield String(node['value']).trim()
  if (node.type === 'JSXAttribute' && isNode(node['name']) && READ.test(String(node['name']['name']))) yield* literalsIn(node['value'])
  if (node.type === 'JSXElement' || node.type === 'JSXFragment') for (const child of node['children'] as Node[]) if (child.type === 'JSXExpressionContainer') yield* literalsIn(child)
  if (node.type === 'CallExpression' && isNode(node['callee']) && node['callee']['name'] === 'tell') for (const argument of (node['arguments'] as Node[]).slice(0, 1)) yield* literalsIn(argument)
  for (const value of Object.values(node)) for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* textsIn(child)
}

function* literalsIn(value: unknown): Generator<string> {
  if (!isNode(value)) return
  if (value.type === 'Literal' && hasWords(value['value'])) yield String(value['value'])
  if (value.type === 'TemplateLiteral') for (const piece of value['quasis'] as { readonly value: { readonly cooked: string } }[]) if (hasWords(piece.value.cooked)) yield piece.value.cooked
  if (value.type === 'JSXExpressionContainer') yield* literalsIn(value['expression'])
  if (value.type === 'ConditionalExpression') yield* [...literalsIn(value['consequent']), ...literalsIn(value['alternate'])]
  if (value.type === 'LogicalExpression') yield* [...literalsIn(value['left']), ...literalsIn(value['right'])]
}

const shownBy = (path: string, text: string): string[] => [...new Set(textsIn(parseSync(path, text).program as unknown as Node))]

test('no text of the dashboard is written where it is shown: each comes from the catalogues', () => {
  const files = globSync('**/*.tsx', { cwd: PAGES })
  assert.ok(files.length > 20)
  assert.deepEqual(files.flatMap((path) => shownBy(path, readFileSync(join(PAGES, path), 'utf8')).map((text) => `${path}: ${text}`)), [])
})

test('the check would see text between tags, in a name, in braces and in a note', () => {
  const source = "const A = () => { tell('Saved'); return <p title=\"Over\" className=\"plain\">Hello {'there'} {t('a.b')} {isDone ? 'Done' : null} <i aria-label={`All ${n}`}>Tongbu</i></p> }"
  assert.deepEqual(shownBy('a.tsx', source).sort(), ['All ', 'Done', 'Hello', 'Over', 'Saved', 'there'])
})

test('the check would see a character or a word of the other place', () => {
  assert.deepEqual([FOREIGN.traditional.test('登入这里'), FOREIGN.traditional.test('登入這裡'), FOREIGN.simplified.test('登錄这里'), FOREIGN.simplified.test('登录这里')], [true, false, true, false])
})

test('no Chinese is written outside the catalogues', () => {
  const files = globSync('**/*.{ts,tsx}', { cwd: PAGES }).filter((path) => !path.startsWith('i18n'))
  assert.deepEqual(files.filter((path) => /\p{Script=Han}/u.test(readFileSync(join(PAGES, path), 'utf8'))), [])
})

/** Words in Latin letters, without what is filled in and what is typed as it stands: commands, options, addresses. */
const latinIn = (text: string): string[] => text.replace(/\{\{[^}]*\}\}|<\/?\w+>|`[^`]*`|https?:\/\/\S+|\S+@\S+|\S+\.example\S*/g, ' ').match(/[A-Za-z][A-Za-z0-9+.-]*[A-Za-z0-9]/g) ?? []

/** Names and abbreviations that Chinese readers know as they are. */
const NAMES = new Set(
  (
    'Tongbu Microsoft Outlook Entra Graph Exchange Online Azure DingTalk IMAP IDLE OAuth PKCE API APIs REST OpenAPI SSE HTTP HTTPS URL CSV PDF JSON JSONL EML MIME mbox Maildir ZIP YAML SQLite PostgreSQL ' +
    'ID App Key Secret AppKey AppSecret AgentId CorpId UserId Client Tenant TOTP QR OIDC OpenID Connect RBAC PowerShell Stream POP POP3 SMTP MX DNS IP TLS CPU MB GB KB UTC PDPO PIPL HK HKD US EU ' +
    'Excel n8n Zapier webhook Webhook HMAC SHA-256 age 21Vianet Defender Anna PO Authenticator Google FreeOTP Ctrl-C Esc Markdown ROI PDO SSRF Bearer token Cron OK Wi-Fi GitHub npm Node.js Docker Standard Webhooks SEC inbox urgent'
  ).split(' '),
)

/** What is written or called so only in the other place. `except`: names that have such a word in them. */
const ELSEWHERE: Readonly<Record<Exclude<Language, 'en'>, { readonly letters: RegExp; readonly words: readonly string[]; readonly except: RegExp }>> = {
  'zh-Hant-HK': {
    letters: FOREIGN.traditional,
    words: ['隱私', '網路', '設置', '服務器', '伺服端', '帳號', '賬號', '賬戶', '實時', '計畫', '郵件', '文件夾', '郵箱', '信箱', '台機器', '默認', '登錄', '信息', '數據庫', '用戶名', '質量', '軟體', '程式碼', '鏈接', '回復', '視頻', '打印', '添加', '菜單', '粘貼'],
    except: /刪除的郵件|電郵信箱/g,
  },
  'zh-Hans-CN': {
    letters: FOREIGN.simplified,
    words: ['电邮', '资料夹', '收件匣', '寄件备份', '登入', '登出', '帐户', '账户', '帐号', '伺服器', '网路', '信箱', '档案', '程式', '软体', '使用者', '设定', '标帜', '还原点', '还原计划', '回覆', '转寄', '预演', '联络人', '行事历', '介面', '萤幕', '滑鼠', '选单', '私隐'],
    except: /(?!)/g,
  },
}

const english = await wordsIn('en')

for (const language of ['zh-Hant-HK', 'zh-Hans-CN'] as const) {
  const words = await wordsIn(language)

  test(`${language}: every text is there, and takes in what the English one does`, () => {
    assert.deepEqual([...words.keys()].sort(), [...english.keys()].filter((key) => !key.endsWith('_one')).sort(), 'what is counted has one form')
    const taken = (text = ''): string => [...text.matchAll(/\{\{[^}]*\}\}|<\/?\w+>|`[^`]*`/g)].map(([name]) => name).sort().join(' ')
    assert.deepEqual([...words].filter(([key, text]) => taken(text) !== taken(english.get(key))).map(([key, text]) => `${key}: ${text}`), [])
  })

  test(`${language}: no text is left in English`, () => {
    const isLeft = ([key, text]: readonly [string, string]): boolean => text === english.get(key) && latinIn(text).some((word) => !NAMES.has(word))
    assert.deepEqual([...words].filter(isLeft).map(([key, text]) => `${key}: ${text}`), [])
    assert.deepEqual([...words].flatMap(([key, text]) => latinIn(text).filter((word) => !NAMES.has(word)).map((word) => `${key}: ${word} in ${text}`)), [])
  })

  test(`${language}: letters and words are those of the place`, () => {
    const { letters, words: foreign, except } = ELSEWHERE[language]
    const odd = [...words].filter(([, text]) => letters.test(text)).map(([key, text]) => `${key}: ${letters.exec(text)?.[0]} in ${text}`)
    const strange = [...words].flatMap(([key, text]) => foreign.filter((word) => text.replaceAll(except, '').includes(word)).map((word) => `${key}: ${word} in ${text}`))
    assert.deepEqual([...odd, ...strange], [])
  })
}

/** Of these there is never one: the choices of a list, and limits of ours. */
const NEVER_ONE = new Set(['accounts.tokens.days', 'watch.try.verb', 'watch.try.note', 'people.register.mark'])
const COUNTED = /\{\{\w+\}\} (?:\w+ )?(?:attachments|attempts|channels|copies|days|emails|faults|files|folders|hours|kinds|messages|minutes|pairs|people|records|rows|rules|points)\b/

test('of what is counted in English there can be one', () => {
  const plural = [...english].filter(([key, text]) => COUNTED.test(text) && !key.endsWith('_other') && !NEVER_ONE.has(key))
  assert.deepEqual(plural.map(([key, text]) => `${key}: ${text}`), [])
  assert.deepEqual([...english.keys()].filter((key) => key.endsWith('_other') && !english.has(key.replace(/_other$/, '_one'))), [])
  assert.ok(COUNTED.test('{{n}} folders created') && COUNTED.test('{{n}} restore points'))
})

test('the dashboard and the guide send people to the same menus', () => {
  const menus = (console: 'dingtalk' | 'alimail', id: DingtalkStepId) => dingtalkSteps({ console, edition: 'paid', openapi: true, writes: true }).find((step) => step.id === id)?.where.slice(1).join(' → ')
  assert.deepEqual([CONSOLES.dingtalkMail, CONSOLES.dingtalkClients, CONSOLES.alimailClients, CONSOLES.alimailApps], [menus('dingtalk', 'open-console'), menus('dingtalk', 'allow-clients'), menus('alimail', 'allow-clients'), menus('alimail', 'make-app')])
})

test('each language has a catalogue for each area, and no other', () => {
  const areas = LANGUAGES.map((language) => globSync('*.ts', { cwd: join(PAGES, 'i18n', language) }).sort().join(' '))
  assert.deepEqual(new Set(areas).size, 1, areas.join('\n'))
})
