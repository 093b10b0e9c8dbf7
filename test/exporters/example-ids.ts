/** A text with everything that a log, a terminal, HTML, and the metrics format could trip over. */
export const hostile = 'a"b\\c\nd\u001b[31m<script>{{x}}\u202e\ud800'

/** Containers of the example. */
export const ids = {
  web: 'a'.repeat(64),
  sidecar: `ab${'1'.repeat(62)}`,
  exporter: `ac${'2'.repeat(62)}`,
  old: 'd'.repeat(64),
}

/** Network namespaces of the example. */
export const netns = { host: '1', web: '2', blue: '3' }
