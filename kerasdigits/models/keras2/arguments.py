"""The values of arguments as Keras 2 wrote them: numbers, dtypes, initializers."""


def plain(value: object) -> object:
    """Give a number that Keras 2 wrote as an array."""
    if isinstance(value, dict) and value.get("class_name") == "__numpy__":
        return value["config"]["value"]
    return value["value"] if isinstance(value, dict) and "value" in value else value


def name_policy(value: object) -> object:
    """Give the name of a policy of dtypes, `mixed_float16` for instance."""
    if isinstance(value, dict) and isinstance(value.get("config"), dict):
        return value["config"].get("name", "float32")
    return value


def upgrade_object(value: object) -> object:
    """Write an initializer, a regularizer or a constraint; numbers as they are."""
    value = plain(value)
    if not isinstance(value, dict) or not isinstance(value.get("config"), dict):
        return value
    config = {k: v for k, v in value["config"].items() if k not in ("dtype", "shared_object_id")}
    if config.get("distribution") == "normal":
        config["distribution"] = "truncated_normal"
    return {"class_name": value["class_name"], "config": config}
