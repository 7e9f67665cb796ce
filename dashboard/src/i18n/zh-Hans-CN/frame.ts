import type { frame as english } from '../en/frame.ts'

export const frame: typeof english = {
  skip: '跳到内容',
  menu: '菜单',
  language: '语言',
  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  navigation: { label: '页面', pairs: '配对账号' },
  loading: '加载中…',
  failed: { title: '未能加载', again: '再试一次' },
  notFound: { title: '没有这个页面', back: '返回总览' },
}
