/** The demo in React, under StrictMode. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { guestName } from '../parts/name.ts'
import { Banner, Pill } from './banner.tsx'
import { Board } from './board.tsx'
import { Chat } from './chat.tsx'
import { Faults } from './faults.tsx'
import { Prices } from './prices.tsx'
import { client, ClientProvider } from './realtime.ts'
import { Stream } from './stream.tsx'

Object.assign(window, { client })
const name = guestName()

function App() {
  return (
    <ClientProvider client={client}>
      <a className="skip" href="#faults">
        Skip to the faults
      </a>
      <header className="top">
        <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="8" />
          <path d="M16 5v13M16 18c0 5-3 8-8 9M16 18c0 5 3 8 8 9M16 18v9M16 11c-3 0-5-1-6-4M16 14c3 0 5-1 6-4" />
        </svg>
        <h1>
          <a href="../">Holdfast</a>
        </h1>
        <p className="tagline">React. Break the link, and watch it come back.</p>
        <Pill />
      </header>
      <main className="framework">
        <Banner />
        <Prices />
        <Faults />
        <Chat name={name} />
        <Board name={name} />
        <Stream />
      </main>
      <footer>
        <p>
          One client, six components. Open the page in a second tab, or <a href="../vue/">the one in Vue</a>, and they
          see each other.
        </p>
      </footer>
    </ClientProvider>
  )
}

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
