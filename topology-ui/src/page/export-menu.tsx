import { type ReactNode, useState } from 'react'
import type { Layout } from '../layout/layout.ts'
import { words } from '../words.ts'

/** Forms that the agent makes of all of the graph, whatever is filtered here. */
const formats = ['dot', 'mermaid', 'graphml', 'gexf', 'text', 'json'] as const

/** Takes what is seen away as a picture, and the graph in the forms of other tools. */
export const ExportMenu = ({ layout }: { readonly layout: Layout }): ReactNode => {
  const [failure, setFailure] = useState<string | null>(null)
  const saveAs = async (form: 'saveSvg' | 'savePng'): Promise<void> => {
    try {
      await (await import('../export/save.ts'))[form](layout)
      setFailure(null)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : `${error}`)
    }
  }
  return (
    <>
      <button type="button" className="plain" popoverTarget="export">
        {words.export}
      </button>
      <fieldset id="export" className="menu" popover="auto" aria-label={words.export}>
        <strong>{words.exportSeen}</strong>
        <button type="button" className="plain" onClick={() => saveAs('saveSvg')}>
          SVG
        </button>
        <button type="button" className="plain" onClick={() => saveAs('savePng')}>
          PNG
        </button>
        {failure === null ? null : <p role="alert">{failure}</p>}
        <strong>{words.exportGraph}</strong>
        {formats.map((format) => (
          <a key={format} href={`/api/v1/topology?format=${format}`} download={`netloupe.${format}`}>
            {format}
          </a>
        ))}
      </fieldset>
    </>
  )
}
