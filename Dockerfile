# Byline in a container: see docs/installing.md. `python -m scripts.container_check` checks this file.
ARG PYTHON=3.11

# The first stage alone has PyTorch: it copies the embedding model, for every kind of processor.
FROM python:${PYTHON}-slim AS build
# The package index that PyTorch alone is taken from. Empty: pip's usual one, whose build for graphics cards is 2.6 GB
# larger to download; the image is the same.
ARG TORCH_INDEX=
# Anything: with the client of language models, 30 MB, for a config with a section [model].
ARG LANGUAGE_MODEL=
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
COPY requirements-slim.txt constraints.txt ./
RUN python -m venv /opt/byline \
 && /opt/byline/bin/pip install --no-deps --requirement requirements-slim.txt \
 && if [ -n "$LANGUAGE_MODEL" ]; then /opt/byline/bin/pip install --constraint constraints.txt any-llm-sdk; fi
RUN python -m venv /opt/torch \
 && /opt/torch/bin/pip install --constraint constraints.txt ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} torch \
 && /opt/torch/bin/pip install --constraint constraints.txt sentence-transformers onnx
COPY LICENSE README.md pyproject.toml ./
COPY bot bot
COPY indexer indexer
RUN /opt/byline/bin/pip install --no-deps .
RUN PYTHONPATH="$(echo /opt/byline/lib/python*/site-packages)" HF_HUB_OFFLINE=1 \
    /opt/torch/bin/python -m indexer.embedding.onnx.preparing /opt/prepared \
 && /opt/byline/bin/pip uninstall --yes pip setuptools

FROM python:${PYTHON}-slim
LABEL org.opencontainers.image.title="Byline" org.opencontainers.image.licenses="MIT AND CC-BY-SA-4.0"
RUN groupadd --gid 10001 byline \
 && useradd --uid 10001 --gid byline --no-create-home --home-dir /data --shell /usr/sbin/nologin byline \
 && install --directory --owner byline --group byline --mode 0700 /data
COPY --from=build /opt/byline /opt/byline
COPY --from=build /opt/prepared /opt/prepared
# The config file, articles, indexes and the copy of the model that this processor takes: all of it in the volume.
ENV PATH=/opt/byline/bin:$PATH HOME=/data PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1 \
    BYLINE_PREPARED=/opt/prepared BYLINE_METRICS=127.0.0.1:9100
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=2m --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9100/readyz', timeout=8)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["byline"]
CMD ["run"]
