const holdfast = require('holdfast')
const { WebSocket } = require('ws')

void import('./life.mjs')
  .then(({ live }) => live(holdfast, process.argv[2], WebSocket))
  .then((told) => console.log(JSON.stringify(told)))
