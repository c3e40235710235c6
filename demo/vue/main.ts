/** The demo in Vue. */
import { createApp } from 'vue'
import App from './App.vue'
import { client, ClientPlugin } from './realtime.ts'

Object.assign(window, { client })
createApp(App).use(ClientPlugin, client).mount('#app')
