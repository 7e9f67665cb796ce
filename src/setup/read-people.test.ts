import assert from 'node:assert/strict'
import { test } from 'node:test'
import iconv from 'iconv-lite'
import { readPeople, type Known, type ReadPeople } from './read-people.ts'

const NOBODY: Known = { names: new Set(), left: new Set(), right: new Set() }
const read = (text: string, known: Partial<Known> = {}): ReadPeople => readPeople(Buffer.from(text), { ...NOBODY, ...known })
const problems = ({ bad }: ReadPeople): string[] => bad.map(({ line, problem, other }) => `${line} ${problem}${other === undefined ? '' : ` ${other}`}`)

test('columns are told by their headings in any order and language, or by their order where there are none', () => {
  const anna = { name: 'anna', left: 'anna@d.example', right: 'anna@o.example' }
  assert.deepEqual(read('anna@d.example,anna@o.example\n').people, [anna])
  assert.deepEqual(read('批次;Outlook 地址;釘釘電郵\n1;anna@o.example;anna@d.example\n').people, [{ ...anna, wave: '1' }])
  assert.deepEqual(read('Outlook\tDingTalk\tPair\n"anna@o.example"\t anna@d.example \tAnna\n').people, [anna])
  assert.deepEqual(problems(read('name,address\nx,y\n')), ['1 left-not-address', '2 left-not-address'])
  assert.deepEqual(problems(read('anna@d.example\n')), ['1 no-columns'])
})

test('what Excel writes in China, in Hong Kong and with a byte order mark reads as the same', () => {
  for (const [charset, text] of [['gb18030', '钉钉,outlook,批次\nanna@d.example,anna@o.example,第一批\n'], ['big5hkscs', '釘釘,outlook,批次\nanna@d.example,anna@o.example,第一批\n']] as const) {
    assert.deepEqual(readPeople(iconv.encode(text, charset), NOBODY).people, [{ name: 'anna', left: 'anna@d.example', right: 'anna@o.example', wave: '第一批' }], charset)
  }
  const marked = '\uFEFFdingtalk,outlook\r\nanna@d.example,anna@o.example\r\n'
  for (const bytes of [Buffer.from(marked), iconv.encode(marked, 'utf-16le'), iconv.encode(marked, 'utf-16be')]) assert.equal(readPeople(bytes, NOBODY).people.length, 1)
})

test('every line that cannot be used is named with why, and the others are read all the same', () => {
  const list = [
    'dingtalk,outlook,name',
    'a@d.example,a@o.example,',
    '"=HYPERLINK(""http://x"")",b@o.example,',
    ',c@o.example,',
    'd@d.example,,',
    'not an address,e@o.example,',
    'f@d.example,f,',
    '',
    'a@d.example,g@o.example,',
    'h@d.example,A@o.example,',
    'same@x.example,SAME@x.example,',
    'i@d.example,i@o.example,No Spaces',
    'j@d.example,j@o.example,a',
    'known@d.example,k@o.example,',
    'l@d.example,known@o.example,',
    'm@d.example,m@o.example,there',
  ].join('\n')
  const result = read(list, { left: new Set(['known@d.example']), right: new Set(['known@o.example']), names: new Set(['there']) })
  assert.deepEqual(problems(result), ['3 formula', '4 left-missing', '5 right-missing', '6 left-not-address', '7 right-not-address', '9 left-twice 2', '10 right-twice 2', '11 same-address', '12 bad-name', '14 left-known', '15 right-known', '16 name-known'])
  assert.deepEqual(result.people.map(({ name }) => name), ['a-2', 'a'])
})

test('a list that is no CSV is refused with the line where it ends being one', () => {
  assert.deepEqual(problems(read('dingtalk,outlook\na@d.example,"a@o.example\n')), ['2 not-csv'])
  assert.deepEqual(read(''), { people: [], bad: [] })
})
