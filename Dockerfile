# docker build -t kerasdigits . && docker run --rm -v "$PWD:/work" kerasdigits fit --data digits --model cnn
FROM node:22-slim AS page
WORKDIR /source
COPY web web
COPY kerasdigits/data/photo_recipe.json kerasdigits/data/photo_recipe.json
RUN cd web && npm ci --no-audit --no-fund && npm run build

FROM python:3.13-slim
WORKDIR /source
COPY . .
COPY --from=page /source/web/dist web/dist
RUN pip install --no-cache-dir --no-compile .
WORKDIR /work
ENTRYPOINT ["kerasdigits"]
CMD ["--help"]
