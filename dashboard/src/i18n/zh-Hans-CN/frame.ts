import type { frame as english } from '../en/frame.ts'

export const frame: typeof english = {
  skip: '跳到内容',
  menu: '菜单',
  language: '语言',
  theme: { label: '外观', system: '跟随系统', light: '浅色', dark: '深色' },
  navigation: {
    label: '页面',
    overview: '总览',
    pairs: '配对账号',
    decisions: '待你确认',
    flow: '实时动态',
    measures: '安全措施',
    backups: '备份',
    audit: '审计日志',
    people: '人员与隐私',
    reports: '效益报告',
    watch: '关注提醒',
    accounts: '登录账号',
    connections: '连接',
    setUp: '配置向导',
    settings: '设置',
  },
  loading: '加载中…',
  failed: { title: '未能加载', again: '再试一次' },
  notFound: { title: '没有这个页面', what: '这个网址没有对应的页面。', next: '可能是输入有误，或者内容已被移除。', back: '返回总览' },
  broken: { title: '无法显示这个页面', what: '这个页面出了点问题。', next: '如果 Tongbu 刚刚更新过，重新加载即可。服务仍在运行。', reload: '重新加载' },
}
