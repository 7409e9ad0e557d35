# docker build -t kerasdigits .
# docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/work" kerasdigits fit --data digits --model cnn
FROM node:22-slim AS page
WORKDIR /source
COPY web web
COPY kerasdigits/data/photo_recipe.json kerasdigits/data/photo_recipe.json
WORKDIR /source/web
RUN npm ci --no-audit --no-fund && npm run build

FROM python:3.13-slim
# An export is checked in Node.
COPY --from=page /usr/local/bin/node /usr/local/bin/node
WORKDIR /source
COPY . .
COPY --from=page /source/web/dist web/dist
RUN pip install --no-cache-dir --no-compile .
# A user whom the image does not know has no home for the caches of Keras and Matplotlib.
ENV HOME=/tmp
WORKDIR /work
ENTRYPOINT ["kerasdigits"]
CMD ["--help"]
