export const settings = {
  title: 'Settings',
  look: { title: 'In this browser', note: 'Others see the dashboard as they chose.' },
  stop: { title: 'In an emergency', note: 'Nothing is read or written for any pair until somebody lets it go on.' },
  versions: 'What runs here',
  version: { tongbu: 'Tongbu', node: 'Node.js', sqlite: 'SQLite', system: 'Operating system' },
  support: { title: 'Help from others', note: 'A file that helps others to find a fault: no content, subject, address or secret. Look at it before you give it away.', download: 'Download support file', api: 'Read about the API' },
  configuration: { title: 'Configuration', note: 'As it runs now, without secrets. It is changed in its file or in the set-up.' },
}
