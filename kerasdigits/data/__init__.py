"""The data room: data sets by name or path, and the recipes that turn drawings into inputs."""
