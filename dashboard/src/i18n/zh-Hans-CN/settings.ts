import type { settings as english } from '../en/settings.ts'

export const settings: typeof english = {
  title: '设置',
  look: { title: '这个浏览器', note: '其他人看到的是他们自己的选择。' },
  stop: { title: '紧急情况', note: '不再读写任何邮箱，直到有人让它继续。' },
  versions: '正在运行的版本',
  version: { tongbu: 'Tongbu', node: 'Node.js', sqlite: 'SQLite', system: '操作系统' },
  support: { title: '请人协助', note: '一个帮助别人找出问题的文件：没有内容、主题、地址或密码。交给别人之前请先看一看。', download: '下载支持文件', api: '阅读 API 说明' },
  configuration: { title: '当前配置', note: '正在运行的配置，不含密码。请在配置文件或配置向导中修改。' },
}
