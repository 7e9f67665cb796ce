import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findRoles } from './folder-roles.ts'

const folder = (path: string, ...flags: string[]) => (
  { path, name: path.split('/').at(-1) ?? '', parentPath: path.split('/').slice(0, -1).join('/'), flags }
)

test('roles come from flags, even where the names are of another language', () => {
  const roles = findRoles(
    [folder('INBOX'), folder('Envoyés', '\\Sent'), folder('Brouillons', '\\Drafts'), folder('Corbeille', '\\Trash'), folder('Pourriels', '\\Junk')]
  )
  assert.deepEqual([...roles.values()].sort(), ['drafts', 'inbox', 'junk', 'sent', 'trash'])
})

test('without flags the Chinese names of Alibaba Mail are known', () => {
  const roles = findRoles([folder('INBOX'), folder('已发送'), folder('草稿'), folder('已删除邮件'), folder('垃圾邮件'), folder('项目')])
  assert.deepEqual(Object.fromEntries(roles), { INBOX: 'inbox', 已发送: 'sent', 草稿: 'drafts', 已删除邮件: 'trash', 垃圾邮件: 'junk' })
})

test('a flag beats a name, and no role is given twice', () => {
  const roles = findRoles([folder('INBOX'), folder('Sent'), folder('已发送', '\\Sent')])
  assert.equal(roles.get('已发送'), 'sent')
  assert.equal(roles.get('Sent'), undefined)
})

test('a subfolder called Trash is an ordinary folder', () => {
  assert.equal(findRoles([folder('INBOX'), folder('Old/Trash')]).get('Old/Trash'), undefined)
})
