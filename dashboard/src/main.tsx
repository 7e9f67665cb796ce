import { options } from 'preact'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Application } from './app/application.tsx'
import { startLanguage } from './i18n/language.ts'
import './theme.css'

// Effects run as soon as what they belong to is there, as React has it: else they wait for the next frame, and all that is asked of the API with them.
options.requestAnimationFrame = queueMicrotask

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
await startLanguage()
createRoot(root).render(
  <StrictMode>
    <Application />
  </StrictMode>,
)
