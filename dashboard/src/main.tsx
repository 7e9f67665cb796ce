import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Application } from './app/application.tsx'
import { startLanguage } from './i18n/language.ts'
import './theme.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
await startLanguage()
createRoot(root).render(
  <StrictMode>
    <Application />
  </StrictMode>,
)
